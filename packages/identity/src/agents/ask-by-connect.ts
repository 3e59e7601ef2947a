import { request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import { ProxyError } from "../proxy/proxy-error.ts";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { proxyAuthorization } from "./proxy-authorization.ts";
import { authority, tunnelFailure, type AskForTunnel } from "./tunnel.ts";

/** Tunnels of an HTTP proxy: CONNECT (RFC 9110, section 9.3.6). */
export function askByConnect(proxy: ProxyServer): AskForTunnel {
  const authorization = proxyAuthorization(proxy);
  return (connection, target) =>
    new Promise((resolve, reject) => {
      const path = authority(target);
      const request = httpRequest({
        method: "CONNECT",
        path,
        headers: {
          host: path,
          connection: "keep-alive",
          ...(authorization === undefined ? {} : { "proxy-authorization": authorization }),
        },
        createConnection: () => connection,
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
      request.on("error", (error: NodeJS.ErrnoException) => {
        reject(
          error.code?.startsWith("HPE_") === true
            ? new ProxyError("the proxy does not answer in HTTP", { cause: error })
            : tunnelFailure("the proxy broke the tunnel", error),
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
