import { connect } from "node:net";
import type { ProxyServer } from "@sessionary/identity";

/** Longer does no living proxy take to accept a connection. */
const PATIENCE_MS = 5_000;

/** Whether somebody listens where a proxy should. */
export function isReachable({ host, port }: Pick<ProxyServer, "host" | "port">): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
