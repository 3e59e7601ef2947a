import type { ProxyServer } from "@sessionary/identity";

type Credentials = Pick<ProxyServer, "username" | "password">;

/** The Proxy-Authorization header, where the address has credentials: UTF-8, as RFC 7617 recommends. */
export function proxyAuthorization({
  username,
  password = "",
}: Credentials): Record<string, string> {
  if (username === undefined) return {};
  const octets = new TextEncoder().encode(`${username}:${password}`);
  return { "proxy-authorization": `Basic ${btoa(String.fromCharCode(...octets))}` };
}

/** Where the proxy listens, without credentials. */
export function proxyOrigin({ protocol, host, port }: ProxyServer): string {
  return `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
