import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { inspect } from "node:util";
import {
  createFakeClock,
  createTestProxy,
  createTestSite,
  type TestProxy,
  type TestSite,
} from "@sessionary/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAgents, isNetworkFailure, type SessionAgents } from "../../src/agents/index.ts";
import { isProxyFailure, parseProxy } from "../../src/index.ts";
import { certificate, serveSecurely, type SecureServer } from "./support/secure-server.ts";
import { serveSilence } from "./support/silent-proxy.ts";
import { begin, failure, send } from "./support/send.ts";

const CREDENTIALS = { username: "me", password: "sésame:1" };
const SECRETS = [CREDENTIALS.password, encodeURIComponent(CREDENTIALS.password), btoa("me:s")];

let site: TestSite;
let secure: SecureServer;
let proxy: TestProxy;
let agents: SessionAgents;

beforeAll(async () => {
  site = await createTestSite();
  secure = await serveSecurely((_, response) => void response.end("secure"));
});

afterAll(async () => {
  await site.close();
  await secure[Symbol.asyncDispose]();
});

beforeEach(async () => {
  proxy = await createTestProxy({ host: "127.0.0.3", ...CREDENTIALS });
  agents = open(proxy.url);
});

afterEach(async () => {
  await agents.close();
  await proxy.close();
});

function open(url: string, options: object = {}): SessionAgents {
  return createAgents({
    proxy: parseProxy(url),
    connectTimeoutMs: 10_000,
    ca: certificate.cert,
    ...options,
  });
}

function closing(opened: SessionAgents): AsyncDisposable & { readonly agents: SessionAgents } {
  return { agents: opened, [Symbol.asyncDispose]: () => opened.close() };
}

/** Whose failure it is, by its error, which tells no secret. */
async function blamed(url: string, through: SessionAgents = agents): Promise<string> {
  const error = await failure(through, url);
  const told = inspect(error, { depth: 20, showHidden: true });
  for (const secret of SECRETS) expect(told).not.toContain(secret);
  if (isProxyFailure(error)) return `proxy: ${error.message}`;
  return isNetworkFailure(error) ? `site: ${error.message}` : `nobody: ${error.message}`;
}

describe("a working proxy", () => {
  test("forwards plain requests, with its credentials, which the site does not see", async () => {
    const { text } = await send(agents, `${site.origin}/echo`);
    const { address, headers } = JSON.parse(text) as { address: string; headers: object };
    expect(address).toBe(proxy.address);
    expect(headers).not.toHaveProperty("proxy-authorization");
    expect([proxy.requests, proxy.tunnels]).toEqual([1, 0]);
  });

  test("tunnels encrypted ones", async () => {
    expect(await send(agents, secure.origin)).toEqual({ status: 200, text: "secure" });
    expect([proxy.requests, proxy.tunnels]).toEqual([0, 1]);
  });

  test("is connected to once, not for every request", async () => {
    for (let i = 0; i < 5; i += 1) await send(agents, site.url);
    expect(proxy.connections).toBe(1);
    for (let i = 0; i < 5; i += 1) await send(agents, secure.origin);
    expect([proxy.connections, proxy.tunnels]).toEqual([2, 1]);
  });

  test("gives each session a connection of its own", async () => {
    const other = open(proxy.url);
    await send(agents, site.url);
    await send(other, site.url);
    expect(proxy.connections).toBe(2);
    await other.close();
  });

  test("takes a body along", async () => {
    const { text } = await send(agents, `${site.origin}/echo`, { method: "POST" }, "abc");
    expect(JSON.parse(text)).toMatchObject({ method: "POST", body: "abc" });
  });

  test.each(["maxSockets", "maxTotalSockets"])(
    "is connected to as often as %s lets it",
    async (limit) => {
      await using limited = closing(open(proxy.url, { [limit]: 2 }));
      const urls = Array.from({ length: 6 }, (_, n) => `${secure.origin}/${n}`);
      const answers = await Promise.all(urls.map((url) => send(limited.agents, url)));
      expect(answers.map(({ text }) => text)).toEqual(urls.map(() => "secure"));
      expect(proxy.tunnels).toBe(2);
    },
  );

  test("is tried for each request that waits behind one that failed", async () => {
    await using limited = closing(open(proxy.url, { maxSockets: 1 }));
    const gone = "https://127.0.0.1:1/";
    const failures = [gone, gone, gone].map((url) => failure(limited.agents, url));
    const codes = (await Promise.all(failures)).map(({ code }) => code);
    expect(codes).toEqual(["ERR_TUNNEL", "ERR_TUNNEL", "ERR_TUNNEL"]);
  });

  test("that dies fails those who wait for a connection, too", async () => {
    await using limited = closing(open(proxy.url, { maxSockets: 1 }));
    await using slow = await serveSecurely((_, response) => {
      slow.server.emit("asked", response);
    });
    const asked = once(slow.server, "asked");
    const all = [1, 2, 3, 4].map((n) => failure(limited.agents, `${slow.origin}/${n}`));
    await asked;
    await proxy.close();
    const codes = (await Promise.all(all)).map(({ code }) => code);
    expect(codes).toEqual(["ECONNRESET", "ERR_PROXY", "ERR_PROXY", "ERR_PROXY"]);
  });

  test("is left when its session is closed", async () => {
    await send(agents, site.url);
    await send(agents, secure.origin);
    await agents.close();
    await proxy.whenIdle();
    expect(proxy.open).toBe(0);
  });
});

describe("the proxy failed", () => {
  test("when it is gone", async () => {
    await proxy.kill();
    expect(await blamed(site.url)).toMatch(/^proxy: proxy unreachable: connect ECONNREFUSED/);
    expect(await blamed(secure.origin)).toMatch(/^proxy: proxy unreachable: connect ECONNREFUSED/);
  });

  test("when it wants other credentials", async () => {
    const wrong = open(proxy.url.replace("me:", "you:"));
    expect(await blamed(secure.origin, wrong)).toBe("proxy: the proxy answered 407 to CONNECT");
    expect((await send(wrong, site.url)).status).toBe(407);
    await wrong.close();
  });

  test("when it refuses to tunnel", async () => {
    proxy.refuse(403);
    expect(await blamed(secure.origin)).toBe("proxy: the proxy answered 403 to CONNECT");
  });

  test("when it is no proxy at all", async () => {
    const mute = createServer((socket) => void socket.resume().end("220 smtp.example ESMTP\r\n"));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const through = open(`http://127.0.0.1:${(mute.address() as AddressInfo).port}`);
    expect(await blamed(secure.origin, through)).toBe("proxy: the proxy does not answer in HTTP");
    await through.close();
    await new Promise((resolve) => mute.close(resolve));
  });
});

describe("the site behind the proxy failed", () => {
  test.each([502, 503, 504])(
    "when the proxy answers %i, which is not taken for the site's answer",
    async (status) => {
      proxy.refuse(status);
      expect(await blamed(secure.origin)).toBe(`site: the proxy answered ${status} to CONNECT`);
    },
  );

  test("when the tunnel breaks before an answer", async () => {
    proxy.drop();
    expect(await blamed(site.url)).toMatch(/^site: /);
    expect(await blamed(secure.origin)).toBe("site: the proxy broke the tunnel");
  });

  test("when the tunnel is not there within connectTimeoutMs", async () => {
    const clock = createFakeClock();
    await using silent = await serveSilence();
    const waiting = open(silent.url, { connectTimeoutMs: 5_000, clock });
    const asked = silent.whenAsked();
    const failed = failure(waiting, secure.origin);
    await asked;
    await clock.advance(5_000);
    const error = await failed;
    expect(error).toMatchObject({ code: "ERR_TUNNEL", message: "the proxy broke the tunnel" });
    expect(error.cause).toMatchObject({
      message: "no connection through the proxy within 5000 ms",
    });
    expect(clock.pending).toBe(0);
    await silent.whenIdle();
    await waiting.close();
  });

  test("when the site has not encrypted the tunnel within connectTimeoutMs", async () => {
    const clock = createFakeClock();
    const waiting = open(proxy.url, { clock });
    const silent = createServer();
    const greeted = new Promise<Socket>((resolve) => {
      silent.once("connection", (socket) => socket.once("data", () => resolve(socket)));
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const failed = failure(waiting, `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
    const socket = await greeted;
    await clock.advance(10_000);
    const message = "no connection through the proxy within 10000 ms";
    expect(await failed).toMatchObject({ code: "ERR_TUNNEL", message });
    socket.destroy();
    await waiting.close();
    await proxy.whenIdle();
    await new Promise((resolve) => silent.close(resolve));
  });

  test("when its certificate is not to be trusted", async () => {
    const strict = open(proxy.url, { ca: undefined });
    expect((await failure(strict, secure.origin)).code).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
    await strict.close();
    await proxy.whenIdle();
  });
});

describe("nothing is left", () => {
  test("of a tunnel whose request is destroyed", async () => {
    await using silent = await serveSilence();
    const waiting = open(silent.url);
    const asked = silent.whenAsked();
    const { request, answer } = begin(waiting, secure.origin);
    await asked;
    expect(waiting.busy).toBe(true);
    const reason = new Error("changed my mind");
    request.destroy(reason);
    await expect(answer).rejects.toBe(reason);
    await silent.whenIdle();
    expect(waiting.busy).toBe(false);
    await waiting.close();
  });

  test.each(["close", "destroy"] as const)("of a tunnel that is asked for at %s()", async (end) => {
    await using silent = await serveSilence();
    const waiting = open(silent.url);
    const asked = silent.whenAsked();
    const failed = failure(waiting, secure.origin);
    await asked;
    void waiting[end]();
    expect(await failed).toMatchObject({
      code: "ERR_TUNNEL",
      cause: { message: "the session was closed before its tunnel was open" },
    });
    await silent.whenIdle();
    await waiting.close();
  });

  test("of a connection whose request is destroyed before the proxy is reached", async () => {
    const { request, answer } = begin(agents, secure.origin);
    const reason = new Error("at once");
    request.destroy(reason);
    await expect(answer).rejects.toBe(reason);
    expect(agents.busy).toBe(false);
  });

  test("of one that is destroyed without a reason, which Node calls a hang-up", async () => {
    const { request, answer } = begin(agents, secure.origin);
    request.destroy();
    await expect(answer).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(agents.busy).toBe(false);
  });
});
