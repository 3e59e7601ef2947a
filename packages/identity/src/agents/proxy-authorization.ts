import type { ProxyServer } from "../proxy/proxy-server.ts";

/** The value of Proxy-Authorization, where the address has credentials: UTF-8, as RFC 7617 recommends. */
export function proxyAuthorization({
  username,
  password = "",
}: Pick<ProxyServer, "username" | "password">): string | undefined {
  if (username === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
