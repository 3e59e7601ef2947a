import { isIP } from "node:net";
import { ProxyError } from "@sessionary/identity";
import { buildConnector } from "undici";

/** Connects to the proxy itself: whatever fails here is the proxy's failure. */
export function toProxy(connectTimeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs });
  return (options, callback) => {
    const { hostname } = options;
    // undici takes it from the Host header, which names the site; it gives none for an address.
    const servername = isIP(hostname) === 0 ? hostname : "";
    connect({ ...options, servername }, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(ProxyError.unreachable(error), null);
    });
  };
}
