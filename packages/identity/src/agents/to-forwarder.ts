import type { ClientRequest } from "node:http";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { proxyAuthorization } from "./proxy-authorization.ts";
import { authority, type TunnelTarget } from "./tunnel.ts";

/** Words a request for a proxy that forwards it: it names its whole URL (RFC 9112, section 3.2.2). */
export function toForwarder(
  request: ClientRequest,
  { host, port }: TunnelTarget,
  proxy: ProxyServer,
): void {
  const place = authority({ host, port });
  if (request.path.startsWith("/")) {
    request.path = `http://${port === 80 ? place.slice(0, -":80".length) : place}${request.path}`;
  }
  const authorization = proxyAuthorization(proxy);
  if (authorization !== undefined) request.setHeader("Proxy-Authorization", authorization);
}
