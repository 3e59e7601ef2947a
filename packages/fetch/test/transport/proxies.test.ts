import { createServer, type AddressInfo, type Socket } from "node:net";
import { inspect } from "node:util";
import type { Outcome } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import {
  createTestProxy,
  createTestSite,
  type TestProxy,
  type TestSite,
} from "@sessionary/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openSession, type DrivenSession } from "../support/drive.ts";
import { echoOf } from "../support/echo.ts";
import { serveSecurely, type SecureServer } from "../support/secure-server.ts";

const CREDENTIALS = { username: "me", password: "sésame:1" };
const SECRETS = [CREDENTIALS.password, encodeURIComponent(CREDENTIALS.password), btoa("me:s")];

let site: TestSite;
let secure: SecureServer;
let proxy: TestProxy;
let own: DrivenSession;

beforeAll(async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  site = await createTestSite();
  secure = await serveSecurely((_, response) => void response.end("secure"));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await site.close();
  await secure[Symbol.asyncDispose]();
});

beforeEach(async () => {
  proxy = await createTestProxy({ host: "127.0.0.3", ...CREDENTIALS });
  own = await openSession({ proxies: [proxy.url] });
});

afterEach(async () => {
  await own.close();
  await proxy.close();
});

/** How a failed request is judged, and that it tells no secret. */
async function judged(url: string, session: DrivenSession = own): Promise<unknown> {
  const request = await session.request(url);
  const about = { phase: "use", request, session: session.session, variant: undefined } as const;
  try {
    const response = await session.send(request);
    const reading = {} as NonNullable<Outcome["reading"]>;
    return await session.adapter.classify({ ...about, response, reading });
  } catch (error) {
    const told = inspect(error, { depth: 20, showHidden: true }) + inspect(session.session);
    for (const secret of SECRETS) expect(told).not.toContain(secret);
    return await session.adapter.classify({ ...about, error });
  }
}

describe("a working proxy", () => {
  test("forwards plain requests, as the session's one address", async () => {
    const { address, headers } = await echoOf(await own.send(`${site.origin}/echo`));
    expect(address).toBe(proxy.address);
    expect(headers).not.toHaveProperty("proxy-authorization");
    expect([proxy.requests, proxy.tunnels]).toEqual([1, 0]);
  });

  test("tunnels encrypted ones", async () => {
    const response = await own.send(secure.origin);
    expect(await response.text()).toBe("secure");
    expect([proxy.requests, proxy.tunnels]).toEqual([0, 1]);
  });

  test("is connected to once or twice, not for every request", async () => {
    for (let i = 0; i < 5; i += 1) await (await own.send(site.url)).text();
    expect(proxy.connections).toBeLessThanOrEqual(2);
    for (let i = 0; i < 5; i += 1) await (await own.send(secure.origin)).text();
    expect(proxy.tunnels).toBeLessThanOrEqual(2);
  });

  test("gives each session a connection of its own", async () => {
    await using other = await openSession({ proxies: [proxy.url] });
    await (await own.send(site.url)).text();
    const before = proxy.connections;
    await (await other.send(site.url)).text();
    expect(proxy.connections).toBe(before + 1);
  });

  test("takes a body along, and redirects through itself", async () => {
    const url = `${site.origin}/redirect/2?status=307`;
    const { body, address } = await echoOf(await own.send(url, { method: "POST", body: "abc" }));
    expect([body, address]).toEqual(["abc", proxy.address]);
    expect(proxy.requests).toBe(3);
  });

  test("is left when its session is closed", async () => {
    await (await own.send(site.url)).text();
    await (await own.send(secure.origin)).text();
    await own.close();
    await proxy.whenIdle();
    expect(proxy.open).toBe(0);
  });
});

describe("the proxy failed, which blames the session", () => {
  const blamed = { verdict: "error", reason: "proxy failure" };

  test("when it is gone", async () => {
    await proxy.kill();
    expect(await judged(site.url)).toEqual(blamed);
    expect(await judged(secure.origin)).toEqual(blamed);
  });

  test("when it wants other credentials", async () => {
    await using wrong = await openSession({
      proxies: [proxy.url.replace("me:", "you:")],
    });
    expect(await judged(site.url, wrong)).toEqual(blamed);
    expect(await judged(secure.origin, wrong)).toEqual(blamed);
  });

  test("when it refuses to tunnel", async () => {
    proxy.refuse(403);
    expect(await judged(secure.origin)).toEqual(blamed);
  });
});

describe("the site behind the proxy failed, which blames nobody", () => {
  test.each([502, 503, 504])("when the proxy answers %i", async (status) => {
    proxy.refuse(status);
    const plain = { verdict: "inconclusive", reason: `status ${status}` };
    expect(await judged(site.url)).toEqual(plain);
    expect(await judged(secure.origin)).toMatchObject({ verdict: "inconclusive" });
  });

  test("when nobody listens there", async () => {
    await using gone = await createTestSite();
    await gone.goDown("refuse");
    expect(await judged(gone.url)).toMatchObject({ verdict: "inconclusive" });
    expect(await judged(gone.url.replace("http:", "https:"))).toMatchObject({
      verdict: "inconclusive",
    });
  });

  test("when the tunnel breaks before an answer", async () => {
    proxy.drop();
    expect(await judged(site.url)).toMatchObject({ verdict: "inconclusive" });
    expect(await judged(secure.origin)).toMatchObject({ verdict: "inconclusive" });
  });

  test("when the tunnel is not there within connectTimeoutMs", async () => {
    const clock = createFakeClock();
    await using waiting = await openSession({
      proxies: [proxy.url],
      connectTimeoutMs: 5_000,
      pool: { clock },
    });
    proxy.hang();
    const asked = proxy.whenAsked();
    const verdict = judged(secure.origin, waiting);
    await asked;
    await clock.advance(5_000);
    expect(await verdict).toMatchObject({ verdict: "inconclusive" });
    expect(clock.pending).toBe(0);
  });

  test("when the site has not encrypted the tunnel within connectTimeoutMs", async () => {
    const clock = createFakeClock();
    await using waiting = await openSession({ proxies: [proxy.url], pool: { clock } });
    const silent = createServer();
    const greeted = new Promise<Socket>((resolve) => {
      silent.once("connection", (socket) => socket.once("data", () => resolve(socket)));
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const verdict = judged(`https://127.0.0.1:${port}/`, waiting);
    const socket = await greeted;
    await clock.advance(10_000);
    expect(await verdict).toMatchObject({ verdict: "inconclusive" });
    socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });
});
