import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A server for answers the test site does not give. */
export interface LocalServer extends AsyncDisposable {
  readonly origin: string;
  readonly server: Server;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;
  /** Resolves when no connection is open. */
  whenIdle(): Promise<void>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export async function serve(listener: Listener, host = "127.0.0.1"): Promise<LocalServer> {
  const server = createServer((request, response) => void listener(request, response));
  const open = new Set<Socket>();
  let connections = 0;
  let waiting: (() => void)[] = [];
  server.on("connection", (socket) => {
    connections += 1;
    open.add(socket);
    socket.on("close", () => {
      open.delete(socket);
      if (open.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    server,
    get connections() {
      return connections;
    },
    get open() {
      return open.size;
    },
    whenIdle: () =>
      open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
