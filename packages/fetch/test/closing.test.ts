import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { systemClock } from "@sessionary/core";
import { parseProxy } from "@sessionary/identity";
import { describe, expect, test } from "vitest";
import { createSessionFetch } from "../src/index.ts";
import { openNodeConnection } from "../src/transport/node-connection.ts";
import { serve } from "./support/server.ts";
import { defer } from "./support/defer.ts";

describe("an init that reads a body which never ends", () => {
  test("lets go of its connection when the client closes", async () => {
    const arrived = defer();
    await using site = await serve((_, response) => void response.write("start"));
    const fetch = createSessionFetch({
      pool: { size: 1 },
      init: async ({ send }) => {
        const response = await send("/");
        arrived.resolve();
        await response.text();
      },
    });
    const call = fetch(site.origin).catch((error: unknown) => error);
    await arrived.promise;
    await fetch.sessions.close({ drainTimeoutMs: 0 });
    await call;
    await expect(site.whenIdle()).resolves.toBeUndefined();
  });

  test("lets go of its connection when initTimeoutMs is over", async () => {
    await using site = await serve((_, response) => void response.write("start"));
    const fetch = createSessionFetch({
      pool: { size: 1, initTimeoutMs: 50, maxBadInits: 1 },
      init: "/",
      check: async ({ reading }) => (await reading.text()) !== "",
    });
    await expect(fetch(site.origin)).rejects.toThrow("bad inits");
    await expect(site.whenIdle()).resolves.toBeUndefined();
  });
});

test("destroying a connection ends a tunnel that is still asked for", async () => {
  const asked = defer<Socket>();
  const proxy = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => asked.resolve(socket));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const connection = openNodeConnection({
    proxy: parseProxy(`http://127.0.0.1:${port}`),
    connectTimeoutMs: 60_000,
    clock: systemClock,
  });
  const call = globalThis.fetch("https://shop.example/", connection.init()).catch(() => undefined);
  const socket = await asked.promise;
  const closed = new Promise((resolve) => socket.once("close", resolve));
  try {
    await connection.destroy();
    await call;
    await expect(closed).resolves.toBe(false);
  } finally {
    socket.destroy();
    proxy.close();
  }
});

test("a later close with a shorter drain time cuts what an earlier one lets go on", async () => {
  await using site = await serve((_, response) => void response.write("start"));
  const fetch = createSessionFetch({ pool: { size: 1 } });
  const body = (await fetch(site.origin)).text();
  const cut = expect(body).rejects.toThrow("terminated");
  await fetch.sessions.close({ drainTimeoutMs: 60_000 });
  await fetch.sessions.close({ drainTimeoutMs: 0 });
  await cut;
});

test("a request whose signal aborted before it reached the dispatcher is not sent", async () => {
  let requests = 0;
  await using site = await serve((_, response) => {
    requests += 1;
    response.end();
  });
  const connection = openNodeConnection({
    proxy: undefined,
    connectTimeoutMs: 1_000,
    clock: systemClock,
  });
  const controller = new AbortController();
  const init = connection.init(controller.signal);
  controller.abort(new Error("enough")); // as while a fetch of the user's own waits for its turn
  await expect(globalThis.fetch(site.origin, init)).rejects.toMatchObject({
    cause: { message: "enough" },
  });
  expect(requests).toBe(0);
  await connection.destroy();
});
