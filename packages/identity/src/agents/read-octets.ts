import type { Socket } from "node:net";
import { tunnelFailure } from "./tunnel.ts";

/** The next octets of a proxy's answer, exactly as many: what comes after them is the site's. */
export async function readOctets(socket: Socket, size: number): Promise<Uint8Array> {
  for (;;) {
    const chunk: unknown = socket.read(size);
    if (chunk instanceof Uint8Array && chunk.length === size) return chunk;
    if (socket.readableEnded || socket.destroyed || chunk !== null) {
      throw tunnelFailure("the proxy broke the tunnel", socket.errored);
    }
    await moreOf(socket);
  }
}

function moreOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const events = ["readable", "end", "error", "close"] as const;
    const done = (): void => {
      for (const event of events) socket.off(event, done);
      resolve();
    };
    for (const event of events) socket.on(event, done);
  });
}
