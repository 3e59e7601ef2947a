import { request as httpRequest, type ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { ProxyError, type ProxyServer } from "@sessionary/identity";
import { proxyAuthorization } from "./proxy-address.ts";
import { authority, tunnelFailure, type AskForTunnel } from "./tunnel.ts";

/** Tunnels of an HTTP proxy: CONNECT (RFC 9110, section 9.3.6). */
export function askByConnect(proxy: ProxyServer): AskForTunnel {
  const isSecure = proxy.protocol === "https";
  const send = isSecure ? httpsRequest : httpRequest;
  const authorization = proxyAuthorization(proxy);
  return (target, signal) =>
    new Promise((resolve, reject) => {
      const path = authority(target);
      const headers = { host: path, connection: "keep-alive", ...authorization };
      const { host, port } = proxy;
      const request: ClientRequest = send({
        host,
        port,
        method: "CONNECT",
        path,
        headers,
        agent: false,
        // Else it is taken from the Host header, which names the site.
        servername: isIP(host) === 0 ? host : "",
        signal,
      });
      let isReached = false;
      request.once("socket", (socket) => {
        socket.once(isSecure ? "secureConnect" : "connect", () => {
          isReached = true;
        });
      });
      request.once("connect", ({ statusCode = 0 }, socket: Socket, head) => {
        if (statusCode >= 200 && statusCode < 300) {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        } else {
          socket.destroy();
          reject(refusal(statusCode));
        }
      });
      request.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code?.startsWith("HPE_") === true) {
          return reject(new ProxyError("the proxy does not answer in HTTP", { cause: error }));
        }
        const cause: unknown = signal.aborted ? signal.reason : error;
        reject(
          isReached
            ? tunnelFailure("the proxy broke the tunnel", cause)
            : ProxyError.unreachable(cause),
        );
      });
      request.end();
    });
}

/** A proxy that answers 5xx could not reach the site; what else it answers is about itself and us. */
function refusal(status: number): Error {
  const message = `the proxy answered ${status} to CONNECT`;
  return status < 500 ? new ProxyError(message) : tunnelFailure(message);
}
