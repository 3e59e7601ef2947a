import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import {
  createTcpProxy,
  type RedisServer,
  startRedisServer,
  type TcpProxy,
} from "../../../src/redis/index.ts";
import { ask } from "../../../src/redis/wire/ask.ts";
import { canListen } from "../gone.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.close());

async function open(): Promise<TcpProxy> {
  const proxy = await createTcpProxy({ port: server.port });
  onTestFinished(() => proxy.close());
  return proxy;
}

async function connectTo(proxy: TcpProxy): Promise<Socket> {
  const socket = connect(proxy.port, proxy.host);
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, "connect");
  return socket;
}

/** What arrives next on the connection. */
async function next(socket: Socket): Promise<string> {
  const [data] = (await once(socket, "data")) as [Buffer];
  return data.toString();
}

function failure(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code));
  });
}

describe("a proxy", () => {
  test("passes on all that goes through it, and counts connections", async () => {
    const proxy = await open();
    const value = "x".repeat(5_000_000);
    expect(await ask(proxy.port, ["SET", "large", value], ["GET", "large"])).toEqual(["OK", value]);
    expect(await ask(server.port, ["STRLEN", "large"])).toEqual([value.length]);
    const socket = await connectTo(proxy);
    socket.write("PING\r\n");
    expect(await next(socket)).toBe("+PONG\r\n");
    expect(proxy.connections).toBe(2);
    expect(proxy.open).toBeGreaterThanOrEqual(1);
  });

  test("passes on that one side has said all it has to say", async () => {
    const proxy = await open();
    const socket = await connectTo(proxy);
    socket.end("PING\r\nQUIT\r\n");
    expect(await text(socket)).toBe("+PONG\r\n+OK\r\n");
  });

  test("resets a connection whose server is not there", async () => {
    const other = await startRedisServer();
    await using proxy = await createTcpProxy({ port: other.port });
    await other.close();
    const socket = connect(proxy.port, proxy.host);
    expect(await failure(socket)).toBe("ECONNRESET");
  });
});

describe("a partition", () => {
  test("holds what clients say, and hands it on in order afterwards", async () => {
    const proxy = await open();
    const socket = await connectTo(proxy);
    proxy.stall();
    socket.write("SET under way\r\n");
    await proxy.whenHolding();
    await proxy.whenHolding(); // still
    expect(await ask(server.port, ["EXISTS", "under"])).toEqual([0]);
    socket.write("GET under\r\n");
    proxy.resume();
    let heard = "";
    while (!heard.endsWith("way\r\n")) heard += await next(socket);
    expect(heard).toBe("+OK\r\n$3\r\nway\r\n");
  });

  test("holds what the server says", async () => {
    const proxy = await open();
    const subscriber = await connectTo(proxy);
    subscriber.write("SUBSCRIBE news\r\n");
    await next(subscriber);
    const { bytesRead } = subscriber;
    proxy.stall();
    expect(await ask(server.port, ["PUBLISH", "news", "late"])).toEqual([1]);
    await proxy.whenHolding();
    expect(subscriber.bytesRead).toBe(bytesRead);
    const heard = next(subscriber);
    proxy.resume();
    expect(await heard).toContain("late");
  });

  test("accepts connections, which are served when it is over", async () => {
    const proxy = await open();
    proxy.stall();
    const socket = await connectTo(proxy);
    socket.write("PING\r\n");
    await proxy.whenHolding();
    expect(proxy.open).toBe(1);
    proxy.resume();
    expect(await next(socket)).toBe("+PONG\r\n");
  });

  test("hides that the server has gone until it is over", async () => {
    const other = await startRedisServer();
    await using proxy = await createTcpProxy({ port: other.port });
    const socket = await connectTo(proxy);
    socket.write("PING\r\n");
    await next(socket);
    proxy.stall();
    let isLost = false;
    const lost = new Promise<void>((resolve) => {
      socket.on("error", () => undefined); // a reset is as good as an end
      socket.once("close", () => {
        isLost = true;
        resolve();
      });
    });
    socket.resume();
    await other.close();
    await proxy.whenHolding();
    expect(isLost).toBe(false);
    proxy.resume();
    await lost;
  });
});

describe("an outage", () => {
  test("resets connections and refuses new ones, until it accepts again on the same port", async () => {
    const proxy = await open();
    const { port } = proxy;
    const socket = await connectTo(proxy);
    const failed = failure(socket);
    await proxy.drop();
    expect(await failed).toBe("ECONNRESET");
    expect(proxy.open).toBe(0);
    expect(await failure(connect(port, proxy.host))).toBe("ECONNREFUSED");
    await proxy.drop(); // it is down: nothing to do
    await proxy.accept();
    await proxy.accept(); // it does: nothing to do
    expect(proxy.port).toBe(port);
    expect(await ask(port, ["PING"])).toEqual(["PONG"]);
  });
});

describe("latency", () => {
  test("lets everything through in order, a while later", async () => {
    const proxy = await open();
    proxy.delay(15);
    const startedAt = performance.now();
    expect(await ask(proxy.port, ["SET", "a", "1"], ["INCR", "a"], ["INCR", "a"])).toEqual([
      "OK",
      2,
      3,
    ]);
    // There and back. However slow the machine is, it can't be less.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(30);
    proxy.delay(0);
    expect(await ask(proxy.port, ["PING"])).toEqual(["PONG"]);
  });

  test.each([-1, Number.NaN, Infinity])("refuses to be %d", async (ms) => {
    const proxy = await open();
    expect(() => proxy.delay(ms)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });
});

describe("a closed proxy", () => {
  test("leaves nothing behind, in the middle of a partition or a delay", async () => {
    const proxy = await open();
    const sockets = await Promise.all([connectTo(proxy), connectTo(proxy)]);
    proxy.stall();
    proxy.delay(60_000);
    const failed = sockets.map(failure);
    for (const socket of sockets) socket.write("PING\r\n");
    await proxy.whenHolding();
    await Promise.all([proxy.close(), proxy.close()]);
    expect(await Promise.all(failed)).toEqual(["ECONNRESET", "ECONNRESET"]);
    expect(proxy.open).toBe(0);
    expect(await canListen(proxy.port)).toBe(true);
    await expect(proxy.accept()).rejects.toThrow("TcpProxy: it is closed");
  });

  test("leaves nothing behind of a connection that is just being ended", async () => {
    const proxy = await open();
    const socket = await connectTo(proxy);
    socket.write("PING\r\n");
    await next(socket);
    proxy.stall();
    socket.end();
    await proxy.whenHolding();
    const failed = failure(socket);
    proxy.resume();
    await proxy.close();
    expect(await failed).toBe("ECONNRESET");
    expect(proxy.open).toBe(0);
  });
});

test.each([
  [{}, "`port` to be an integer from 1 to 65535, got undefined"],
  [{ port: 0 }, "`port` to be an integer from 1 to 65535, got 0"],
  [{ port: 1, host: "" }, "`host` to be an address to connect to"],
  [{ port: 1, hosts: [] }, "unknown option `hosts`"],
])("refuses %j", async (options, message) => {
  await expect(createTcpProxy(options as { port: number })).rejects.toMatchObject({
    code: "ERR_INVALID_OPTION",
    message: expect.stringContaining(message),
  });
});
