import { buildConnector } from "undici";
import { ProxyError } from "./proxy-error.ts";

/** Connects to the proxy itself: whatever fails here is the proxy's failure. */
export function toProxy(connectTimeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs });
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      // The system's own error names address and port, never the credentials.
      else callback(new ProxyError(`proxy unreachable: ${error.message}`, { cause: error }), null);
    });
  };
}

/** What identifies us to the proxy, if it wants to know: the Proxy-Authorization header. */
export function proxyAuthorization(proxy: {
  readonly username?: string;
  readonly password?: string;
}): Readonly<Record<string, string>> {
  if (proxy.username === undefined) return {};
  const credentials = new TextEncoder().encode(`${proxy.username}:${proxy.password ?? ""}`);
  return { "proxy-authorization": `Basic ${btoa(String.fromCharCode(...credentials))}` };
}

/** Where the proxy listens, for undici. */
export function proxyOrigin(proxy: {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
}): string {
  const host = proxy.host.includes(":") ? `[${proxy.host}]` : proxy.host;
  return `${proxy.protocol}://${host}:${proxy.port}`;
}
