import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createFakeClock, createTestProxy, createTestSite } from "@sessionary/testkit";
import { describe, expect, test } from "vitest";
import { ProxyError } from "../src/index.ts";
import { instances, rejection } from "./support/instances.ts";
import { certificate, serveSecurely } from "./support/secure-server.ts";
import { serve } from "./support/server.ts";
import { serveSilence } from "./support/silent-proxy.ts";
import { serveSocks, serveSocks4 } from "./support/socks-proxy.ts";

const make = instances();

describe("a session's connections", () => {
  test("are kept alive, and its own", async () => {
    await using server = await serve((request, response) => {
      response.end(String(request.socket.remotePort));
    });
    const http = make({ pool: { size: 2, rotation: "round-robin" } });
    const ports: unknown[] = [];
    for (let i = 0; i < 6; i++) ports.push((await http.get(server.origin)).data);
    expect(new Set(ports).size).toBe(2);
    expect(server.connections).toBe(2);
  });

  test("are closed when it is retired", async () => {
    await using server = await serve((_, response) => void response.end("ok"));
    const http = make();
    const { session } = await http.get(server.origin);
    await http.sessions.pools()[0]?.retire(session?.id ?? "");
    await expect(server.whenIdle()).resolves.toBeUndefined();
  });

  test("outlive it for a stream that is read, until that ends", async () => {
    await using site = await createTestSite();
    const http = make();
    const { data, session } = await http.get(`${site.origin}/stream`, { responseType: "stream" });
    await http.sessions.pools()[0]?.retire(session?.id ?? "");
    site.release();
    expect(Buffer.concat(await data.toArray()).toString()).toBe("first half, second half");
  });

  test("are cut when the client is closed and its drain time is over", async () => {
    const clock = createFakeClock();
    await using server = await serve((_, response) => void response.write("endless"));
    const http = make({ pool: { size: 1, clock } });
    const { data } = await http.get(server.origin, { responseType: "stream" });
    const reading = rejection(data.toArray());
    await http.sessions.close({ drainTimeoutMs: 1_000 });
    await clock.advance(1_000);
    expect(await reading).toMatchObject({ code: "ECONNRESET" });
    await server.whenIdle();
    expect(clock.pending).toBe(0);
  });

  test("leave nothing when the client is closed in the middle", async () => {
    await using site = await createTestSite();
    const http = make();
    const arrived = site.waitFor("request");
    const gone = site.waitFor("answer");
    const slow = rejection(http.get(`${site.origin}/slow`));
    await arrived;
    await http.sessions.close({ drainTimeoutMs: 0 });
    expect(await slow).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect((await gone).aborted).toBe(true);
    expect(await rejection(http.get(site.url))).toMatchObject({ code: "ERR_POOL_CLOSED" });
  });
});

describe("an agent of the user's", () => {
  test("lends its options, TLS options among them, to those of each session", async () => {
    await using secure = await serveSecurely((_, response) => void response.end("secure"));
    const strict = make();
    const error = await rejection(strict.post(secure.origin));
    expect(error).toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    const httpsAgent = new HttpsAgent({ ca: certificate.cert });
    const onDefaults = make(undefined, { httpsAgent });
    expect((await onDefaults.get(secure.origin)).data).toBe("secure");
    const onRequest = make();
    expect((await onRequest.get(secure.origin, { httpsAgent })).data).toBe("secure");
  });

  test("lends them through a proxy, too", async () => {
    await using secure = await serveSecurely((_, response) => void response.end("secure"));
    await using proxy = await createTestProxy();
    const http = make(
      { proxies: [proxy.url] },
      { httpsAgent: new HttpsAgent({ ca: certificate.cert }) },
    );
    expect((await http.get(secure.origin)).data).toBe("secure");
    expect(proxy.tunnels).toBe(1);
  });

  class CleverAgent extends HttpAgent {}
  const patched = new HttpAgent();
  Object.assign(patched, { createConnection: () => undefined });

  test.each([
    ["httpAgent", { httpAgent: new CleverAgent() }],
    ["httpAgent", { httpAgent: patched }],
    ["httpAgent", { httpAgent: new HttpsAgent() }],
    ["httpsAgent", { httpsAgent: { addRequest() {} } }],
  ])("that can do more is refused, and never dropped: %s", async (name, config) => {
    await using site = await createTestSite();
    expect(() => make(undefined, config)).toThrow(
      `withSessions: expected \`${name}\` to be an agent of Node's own`,
    );
    const error = await rejection(make().get(site.url, config));
    expect(error).toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect(site.requests).toEqual([]);
  });
});

describe("a proxy", () => {
  test.each(["socks4", "socks5"] as const)("may speak %s", async (protocol) => {
    await using site = await createTestSite();
    await using socks =
      protocol === "socks4" ? await serveSocks4("me") : await serveSocks("me:secret");
    const credentials = protocol === "socks4" ? "me" : "me:secret";
    const http = make({ proxies: [`${protocol}://${credentials}@${socks.host}`] });
    expect((await http.get(`${site.origin}/echo`)).data.method).toBe("GET");
    expect(socks.tunnels).toBe(1);
  });

  test("that is dead is told by the cause of the error", async () => {
    await using site = await createTestSite();
    const proxy = await createTestProxy({ username: "me", password: "s3cret" });
    await proxy.kill();
    const http = make({ proxies: [proxy.url], pool: { size: 1, retries: 0 } });
    const error = await rejection(http.post(site.url));
    expect(error).toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      cause: { isAxiosError: true, code: "ERR_PROXY", cause: expect.any(ProxyError) },
    });
    expect(http.sessions.stats().use).toMatchObject({ error: 1 });
  });

  test("that cannot reach the site blames nobody, and its answer is not the site's", async () => {
    await using proxy = await createTestProxy();
    proxy.refuse(503);
    const http = make({ proxies: [proxy.url] });
    const error = await rejection(http.post("https://shop.example/"));
    expect(error).toMatchObject({
      code: "ERR_TUNNEL",
      message: "the proxy answered 503 to CONNECT",
    });
    expect(error).not.toHaveProperty("response");
    expect(http.sessions.stats()).toMatchObject({
      use: { inconclusive: 1, error: 0 },
      retired: {},
    });
  });

  test("that never answers is cut after connectTimeoutMs", async () => {
    const clock = createFakeClock();
    await using silent = await serveSilence();
    const http = make({ proxies: [silent.url], connectTimeoutMs: 5_000, pool: { size: 1, clock } });
    const asked = silent.whenAsked();
    const error = rejection(http.post("https://shop.example/"));
    await asked;
    await clock.advance(5_000);
    expect(await error).toMatchObject({ code: "ERR_TUNNEL" });
    await silent.whenIdle();
  });

  test("that never answers is no excuse for a request to take longer than its timeout", async () => {
    await using silent = await serveSilence();
    const http = make({ proxies: [silent.url] });
    const error = await rejection(http.post("https://shop.example/", "", { timeout: 20 }));
    expect(error).toMatchObject({ code: "ECONNABORTED", message: "timeout of 20ms exceeded" });
    await silent.whenIdle();
  });

  test("is left alone when the caller gives up", async () => {
    await using silent = await serveSilence();
    const http = make({ proxies: [silent.url] });
    const controller = new AbortController();
    const asked = silent.whenAsked();
    const error = rejection(http.post("https://shop.example/", "", { signal: controller.signal }));
    await asked;
    controller.abort();
    expect(await error).toMatchObject({ code: "ERR_CANCELED" });
    await expect(silent.whenIdle()).resolves.toBeUndefined();
  });
});
