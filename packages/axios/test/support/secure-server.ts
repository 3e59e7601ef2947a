import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

/** A self-signed certificate of localhost and 127.0.0.1, made for these tests, and its key. */
export const certificate: { readonly cert: Buffer; readonly key: Buffer } = {
  cert: readFileSync(new URL("localhost.cert.pem", import.meta.url)),
  key: readFileSync(new URL("localhost.key.pem", import.meta.url)),
};

export interface SecureServer extends AsyncDisposable {
  readonly origin: string;
  readonly server: Server;
}

/** An https server. Clients accept it while `NODE_TLS_REJECT_UNAUTHORIZED` is `0`. */
export async function serveSecurely(listener: RequestListener): Promise<SecureServer> {
  const server = createServer(certificate, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    server,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
