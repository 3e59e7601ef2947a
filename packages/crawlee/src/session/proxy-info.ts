import type { ProxyServer } from "@sessionary/identity";

/** A session's proxy as Crawlee writes it. */
export interface ProxyInfo {
  readonly sessionId: string;
  /** With credentials. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly port: number;
}

export function proxyInfoOf(proxy: ProxyServer, sessionId: string): ProxyInfo {
  const { url, host: hostname, port, username = "", password = "" } = proxy;
  return { sessionId, url, username, password, hostname, port };
}
