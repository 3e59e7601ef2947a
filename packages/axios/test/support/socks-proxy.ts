import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export interface SocksProxy extends AsyncDisposable {
  readonly host: string;
  /** Tunnels it has opened. */
  readonly tunnels: number;
}

/** A SOCKS5 proxy (RFC 1928) with user and password (RFC 1929), as small as can be. Answers with `reply` instead of 0 if told so. */
export async function serveSocks(
  credentials: string,
  reply: () => number = () => 0,
): Promise<SocksProxy> {
  let tunnels = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("data", () => {
      client.write(Buffer.from([5, 2]));
      client.once("data", (auth) => {
        const userEnd = 2 + (auth[1] ?? 0);
        const given = `${auth.subarray(2, userEnd).toString()}:${auth.subarray(userEnd + 1).toString()}`;
        client.write(Buffer.from([1, given === credentials ? 0 : 1]));
        if (given !== credentials) return void client.end();
        client.once("data", (ask) => {
          const code = reply();
          if (code !== 0) return void client.end(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
          const [host, portAt] =
            ask[3] === 1
              ? [ask.subarray(4, 8).join("."), 8]
              : [ask.subarray(5, 5 + (ask[4] ?? 0)).toString(), 5 + (ask[4] ?? 0)];
          const site = connect(ask.readUInt16BE(portAt), host, () => {
            tunnels += 1;
            client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
            client.pipe(site).pipe(client);
          });
          sockets.add(site);
          site.on("error", () => client.destroy());
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    get tunnels() {
      return tunnels;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A SOCKS4 proxy that also takes names (SOCKS4A), for one user. Answers with `reply` instead of 90 if told so. */
export async function serveSocks4(
  user: string,
  reply: () => number = () => 90,
): Promise<SocksProxy> {
  let tunnels = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("data", (ask) => {
      const [given = "", name = ""] = ask.subarray(8).toString().split("\0");
      const code = given === user ? reply() : 93;
      if (code !== 90) return void client.end(Buffer.from([0, code, 0, 0, 0, 0, 0, 0]));
      const host = ask.subarray(4, 7).every((octet) => octet === 0)
        ? name
        : ask.subarray(4, 8).join(".");
      const site = connect(ask.readUInt16BE(2), host, () => {
        tunnels += 1;
        client.write(Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]));
        client.pipe(site).pipe(client);
      });
      sockets.add(site);
      site.on("error", () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    get tunnels() {
      return tunnels;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
