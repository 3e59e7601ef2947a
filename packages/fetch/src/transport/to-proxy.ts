import { buildConnector } from "undici";
import { ProxyError } from "./proxy-error.ts";

/** Connects to the proxy itself: whatever fails here is the proxy's failure. */
export function toProxy(connectTimeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs });
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(ProxyError.unreachable(error), null);
    });
  };
}
