import { createServer, type AddressInfo, type Socket } from "node:net";

export interface SilentProxy extends AsyncDisposable {
  readonly url: string;
  /** Resolves when a client has asked for something. */
  whenAsked(): Promise<void>;
  /** Resolves when all clients have hung up. */
  whenIdle(): Promise<void>;
}

/** Hears everything, and says nothing. */
export async function serveSilence(): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.on("data", () => server.emit("asked")).on("close", () => server.emit("left"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    whenAsked: () => new Promise((resolve) => server.once("asked", resolve)),
    async whenIdle() {
      while (sockets.size > 0) await new Promise((resolve) => server.once("left", resolve));
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
