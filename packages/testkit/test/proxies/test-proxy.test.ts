import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import { isSessionaryError } from "@sessionary/core";
import { expect, test } from "vitest";
import { ProxyAgent } from "undici";

import {
  createTestProxies,
  createTestProxy,
  createTestSite,
  type TestProxyOptions,
  type TestSite,
} from "../../src/index.ts";

/** One request through a proxy that works, by CONNECT unless told otherwise. */
async function ask(site: TestSite, proxyUrl: string, proxyTunnel = true): Promise<unknown> {
  const dispatcher = new ProxyAgent({ uri: proxyUrl, proxyTunnel });
  try {
    const response = await fetch(`${site.origin}/echo`, { dispatcher } as RequestInit);
    return await response.json();
  } finally {
    await dispatcher.destroy();
  }
}

/** What came of a bare request to be forwarded: a status, or the code of the error. */
function forward(proxyOrigin: string, target: string): Promise<number | string | undefined> {
  const { hostname, port } = new URL(proxyOrigin);
  return new Promise((resolve) => {
    const asked = request({ host: hostname, port, path: target, agent: false });
    asked.once("response", (response) => resolve(response.resume().statusCode));
    asked.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    asked.end();
  });
}

/** What came of a bare CONNECT: a status, or the code of the error. */
function connect(proxyOrigin: string, target: string): Promise<number | string | undefined> {
  const { hostname, port } = new URL(proxyOrigin);
  return new Promise((resolve) => {
    const asked = request({ host: hostname, port, method: "CONNECT", path: target, agent: false });
    asked.once("connect", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode);
    });
    asked.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    asked.end();
  });
}

test.each([true, false])("the site sees the proxy's address (tunnel: %s)", async (proxyTunnel) => {
  await using site = await createTestSite();
  await using proxies = await createTestProxies(3);
  for (const proxy of proxies) {
    expect(await ask(site, proxy.url, proxyTunnel)).toMatchObject({ address: proxy.address });
    expect([proxy.tunnels, proxy.requests]).toEqual(proxyTunnel ? [1, 0] : [0, 1]);
    await proxy.whenIdle();
    expect([proxy.connections, proxy.open]).toEqual([1, 0]);
  }
  expect(proxies.map(({ address }) => address)).toEqual(["127.0.0.2", "127.0.0.3", "127.0.0.4"]);
});

test("credentials are asked for and encoded", async () => {
  await using site = await createTestSite();
  await using proxy = await createTestProxy({ username: "us:er@", password: "p/w" });
  expect(proxy.url).toBe(proxy.origin.replace("://", "://us%3Aer%40:p%2Fw@"));
  expect(await forward(proxy.origin, site.url)).toBe(407);
  expect(await connect(proxy.origin, new URL(site.origin).host)).toBe(407);
  expect(site.truth().totals.requests).toBe(0);
});

test("the right credentials are let through", async () => {
  await using site = await createTestSite();
  await using proxy = await createTestProxy({ username: "user@home", password: "p/w:x" });
  expect(await ask(site, proxy.url)).toMatchObject({ method: "GET" });
});

test("open connections are counted until they close", async () => {
  await using site = await createTestSite();
  await using proxy = await createTestProxy({ host: "127.0.0.2" });
  const dispatcher = new ProxyAgent(proxy.url);
  await (await fetch(site.url, { dispatcher } as RequestInit)).text();
  expect(proxy.open).toBe(1);
  await dispatcher.close();
  await proxy.whenIdle();
  expect(proxy.open).toBe(0);
});

test.each([407, 502, 503])(
  "a refusing proxy answers %d, and forwards again when told",
  async (status) => {
    await using site = await createTestSite();
    await using proxy = await createTestProxy();
    proxy.refuse(status);
    expect(await forward(proxy.origin, site.url)).toBe(status);
    expect(await connect(proxy.origin, new URL(site.origin).host)).toBe(status);
    proxy.forward();
    expect(await ask(site, proxy.url)).toMatchObject({ method: "GET" });
  },
);

test("a hanging proxy accepts and never answers", async () => {
  await using site = await createTestSite();
  await using proxy = await createTestProxy();
  proxy.hang();
  const controller = new AbortController();
  const dispatcher = new ProxyAgent({ uri: proxy.url, proxyTunnel: false });
  const asked = proxy.whenAsked();
  const hanging = fetch(site.url, { dispatcher, signal: controller.signal } as RequestInit);
  await asked;
  expect(proxy.open).toBe(1);
  controller.abort();
  await expect(hanging).rejects.toThrow("aborted");
  await dispatcher.destroy();
  await proxy.whenIdle();
  expect(site.truth().totals.requests).toBe(0);
});

test("a dropping proxy hangs up without an answer", async () => {
  await using site = await createTestSite();
  await using proxy = await createTestProxy();
  proxy.drop();
  expect(await connect(proxy.origin, new URL(site.origin).host)).toBe("ECONNRESET");
  expect(await forward(proxy.origin, site.url)).toBe("ECONNRESET");
  expect(proxy).toMatchObject({ tunnels: 1, requests: 1 });
});

test.each([
  ["drop", "ECONNRESET", 594],
  ["502", 502, 502],
] as const)(
  "a dead site behind a proxy with onDeadSite: %s",
  async (onDeadSite, tunnelled, forwarded) => {
    await using site = await createTestSite();
    await using proxy = await createTestProxy({ onDeadSite });
    expect(await ask(site, proxy.url)).toMatchObject({ method: "GET" });
    await site.goDown("refuse");
    expect(await connect(proxy.origin, new URL(site.origin).host)).toBe(tunnelled);
    expect(await forward(proxy.origin, site.url)).toBe(forwarded);
  },
);

test("a killed proxy drops what is open and refuses what comes", async () => {
  await using site = await createTestSite();
  await using proxy = await createTestProxy();
  const dispatcher = new ProxyAgent(proxy.url);
  const slow = fetch(`${site.origin}/slow`, { dispatcher } as RequestInit);
  slow.catch(() => undefined);
  await site.waitFor("request");
  await proxy.kill();
  expect(proxy.open).toBe(0);
  await expect(slow).rejects.toThrow("fetch failed");
  await dispatcher.destroy();
  expect(await connect(proxy.origin, new URL(site.origin).host)).toBe("ECONNREFUSED");
});

test("a closed proxy keeps no connection to the site either", async () => {
  const sockets: Socket[] = [];
  const server = createServer({ keepAliveTimeout: 600_000 }, (_, response) => response.end("ok"));
  server.on("connection", (socket: Socket) => sockets.push(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const proxy = await createTestProxy();
  expect(
    await forward(proxy.origin, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  ).toBe(200);
  const [socket] = sockets;
  if (!socket) throw new Error("the proxy has connected");
  expect(socket.destroyed).toBe(false);
  const closed = once(socket, "close");
  await proxy.close();
  await closed;
  await new Promise((resolve) => server.close(resolve));
});

test("proxies can be chained", async () => {
  await using site = await createTestSite();
  await using last = await createTestProxy({
    host: "127.0.0.3",
    username: "user",
    password: "secret",
  });
  await using first = await createTestProxy({ host: "127.0.0.2", upstream: last.url });
  expect(await ask(site, first.url)).toMatchObject({ address: "127.0.0.3" });
  expect([first.tunnels, last.tunnels]).toEqual([1, 1]);
});

const refused: readonly (readonly [given: object, message: string])[] = [
  [
    { port: 1 },
    "TestProxy: unknown option `port`, expected one of host, username, password, upstream, onDeadSite",
  ],
  [{ host: 7 }, "TestProxy: expected `host` to be an address to listen on, got 7 (number)"],
  [{ username: "user" }, "TestProxy: expected `password` to be a text beside `username`"],
  [{ password: "hunter2" }, "TestProxy: expected `username` to be a text beside `password`"],
  [
    { onDeadSite: "504" },
    'TestProxy: expected `onDeadSite` to be "drop" or "502", got "504" (string)',
  ],
  [{ upstream: "hunter2" }, "TestProxy: expected `upstream` to be the URL of a proxy"],
];

test.each(refused)("refuses %j", async (given, message) => {
  const error: unknown = await createTestProxy(given as TestProxyOptions).catch(
    (caught: unknown) => caught,
  );
  expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain("hunter2");
});

test("refuses a status that is no refusal, and a number of proxies out of range", async () => {
  await using proxy = await createTestProxy();
  expect(() => proxy.refuse(200)).toThrow(
    "TestProxy: expected `status` to be an integer from 400 to 599, got 200",
  );
  await expect(createTestProxies(251)).rejects.toThrow(
    "TestProxies: expected `count` to be an integer from 1 to 250",
  );
});

test("an address that is not there rejects and leaves nothing open", async () => {
  await expect(createTestProxy({ host: "192.0.2.1" })).rejects.toThrow("EADDRNOTAVAIL");
  await expect(createTestSite({ host: "192.0.2.1" })).rejects.toThrow("EADDRNOTAVAIL");
});
