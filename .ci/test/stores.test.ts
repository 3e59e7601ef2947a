import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

import { withSessions } from "@sessionary/axios";
import type { SessionClient, SessionStore } from "@sessionary/core";
import { createCrawleePool, withSessionPool } from "@sessionary/crawlee";
import { createSessionFetch } from "@sessionary/fetch";
import { createSessionGot } from "@sessionary/got";
import { createBrowserSessions } from "@sessionary/playwright";
import { redisStore } from "@sessionary/redis";
import { createTestSite } from "@sessionary/testkit";
import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { startRedisServer, type RedisServer } from "@sessionary/testkit/redis";
import { createZyteEmulator } from "@sessionary/testkit/zyte";
import { createZyteClient, createZyteSessions } from "@sessionary/zyte-api";
import axios from "axios";
import { Configuration, HttpCrawler, log, LogLevel } from "crawlee";
import { got } from "got";
import { Redis } from "ioredis";
import { chromium, type Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

/** What every client is given. */
interface Shared {
  readonly store: SessionStore;
  readonly pool: { readonly size: number };
  readonly userAgent: string;
}

/** A client of any kind, as these tests use it. */
interface Worker {
  readonly sessions: Pick<SessionClient, "on" | "close">;
  /** Loads a page through a session: its text. */
  load(url: string): Promise<string>;
}

log.setLevel(LogLevel.OFF);

function withFetch(shared: Shared): Worker {
  const fetch = createSessionFetch(shared);
  return { sessions: fetch.sessions, load: async (url) => (await fetch(url)).text() };
}

function withAxios(shared: Shared): Worker {
  const http = withSessions(axios.create({ responseType: "text" }), shared);
  const load = async (url: string): Promise<string> => (await http.get<string>(url)).data;
  return { sessions: http.sessions, load };
}

function withGot(shared: Shared): Worker {
  const client = createSessionGot(got, shared);
  return { sessions: client.sessions, load: (url) => client(url).text() };
}

/** Each page is a crawl of its own. */
function withCrawlee(shared: Shared): Worker {
  const sessionPool = createCrawleePool(shared);
  const load = (url: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const crawler = new (withSessionPool(HttpCrawler))(
        {
          sessionPool,
          additionalMimeTypes: ["application/json"],
          requestHandler: ({ body }) => resolve(body.toString()),
          failedRequestHandler: (_, error) => reject(error),
        },
        new Configuration({ persistStorage: false }),
      );
      crawler.run([url]).catch(reject);
    });
  return { sessions: sessionPool.sessions, load };
}

let browser: Browser;

function withPlaywright(shared: Shared): Worker {
  const shop = createBrowserSessions(browser, shared);
  const load = (url: string): Promise<string> =>
    shop.withPage(
      async ({ page }) => {
        await page.goto(url);
        return page.locator("body").innerText();
      },
      { url },
    );
  return { sessions: shop.sessions, load };
}

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
  browser = await chromium.launch(chromiumLaunch(chromium));
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** What this process connects to. */
const sockets: Socket[] = [];
function connecting(message: unknown): void {
  sockets.push((message as { readonly socket: Socket }).socket);
}
let redis: readonly [here: Redis, there: Redis];
beforeEach(async () => {
  redis = [new Redis(server.url), new Redis(server.url)];
  await redis[0].flushall();
  await redis[1].ping();
  subscribe("net.client.socket", connecting);
});
afterEach(async () => {
  unsubscribe("net.client.socket", connecting);
  sockets.length = 0;
  for (const client of redis) await client.quit();
});

/** The ports of Redis and of services that connections lead to which nobody has ended. */
function openConnections(...services: readonly string[]): readonly (number | undefined)[] {
  const ports: unknown[] = services.map((url) => Number(new URL(url).port));
  ports.push(server.port);
  return sockets
    .filter(({ destroyed, writableEnded }) => !destroyed && !writableEnded)
    .map(({ remotePort }) => remotePort)
    .filter((port) => ports.includes(port));
}

/** Notes which sessions are built, and which are used. */
function watch({ sessions }: Pick<Worker, "sessions">): { built: string[]; used: string[] } {
  const seen = { built: [] as string[], used: [] as string[] };
  sessions.on("session:ready", ({ id }) => seen.built.push(id));
  sessions.on("lease:granted", ({ id }) => seen.used.push(id));
  return seen;
}

describe("two workers share the sessions of one store on Redis", () => {
  it.each([
    ["fetch", withFetch],
    ["axios", withAxios],
    ["got", withGot],
    ["crawlee", withCrawlee],
    ["playwright", withPlaywright],
  ])("%s", async (_, open) => {
    await using site = await createTestSite();
    const pool = { size: 1 };
    const here = open({ store: redisStore(redis[0]), pool, userAgent: "here/1" });
    const there = open({ store: redisStore(redis[1]), pool, userAgent: "there/1" });
    const [seenHere, seenThere] = [watch(here), watch(there)];
    await here.load(`${site.origin}/`);
    await there.load(`${site.origin}/cookies/set?cart=42`);
    const echo = JSON.parse(await here.load(`${site.origin}/echo`)) as {
      readonly cookies: Readonly<Record<string, string>>;
    };
    const [visitor] = site.truth().sessions;
    expect(site.truth().totals.sessions).toBe(1);
    expect(Object.values(echo.cookies)).toEqual([visitor?.id, "42"]);
    expect(site.requests.map(({ headers }) => headers["user-agent"])).toEqual(
      site.requests.map(() => "here/1"),
    );
    const [id = ""] = seenHere.built;
    expect([seenHere, seenThere]).toEqual([
      { built: [id], used: [id, id] },
      { built: [], used: [id] },
    ]);
    expect(sockets.length).toBeGreaterThan(0);
    await Promise.all([here.sessions.close(), there.sessions.close()]);
    // Those of Crawlee's HTTP client are Crawlee's.
    expect(openConnections(...(open === withCrawlee ? [] : [site.origin]))).toEqual([]);
    expect(browser.contexts()).toEqual([]);
  });

  it.each([
    ["kept by the service", false],
    ["kept by cookies", true],
  ])("zyte-api, %s", async (_, cookieMode) => {
    await using emulator = await createZyteEmulator();
    const { apiKey, url: baseUrl } = emulator;
    await using client = createZyteClient({ apiKey, baseUrl });
    const [here, there] = redis.map((each) => {
      const store = redisStore(each);
      return createZyteSessions({ client, store, cookieMode, pool: { size: 1 } });
    });
    if (here === undefined || there === undefined) throw new Error("expected two");
    const [seenHere, seenThere] = [watch({ sessions: here }), watch({ sessions: there })];
    const page = { httpResponseBody: true } as const;
    await here.extract({ ...page, url: "https://shop.example/" });
    await there.extract({ ...page, url: "https://shop.example/cookies/set?cart=42" });
    const echoed = await here.extract({ ...page, url: "https://shop.example/echo" });
    const { cookies } = JSON.parse(echoed.bodyText ?? "") as { readonly cookies: object };
    const [visitor] = emulator.site.truth().sessions;
    expect(emulator.site.truth().totals.sessions).toBe(1);
    expect(Object.values(cookies)).toEqual([visitor?.id, "42"]);
    const [id = ""] = seenHere.built;
    expect([seenHere, seenThere]).toEqual([
      { built: [id], used: [id, id] },
      { built: [], used: [id] },
    ]);
    const sent = emulator.requests.map(({ query }) => query?.session?.id);
    expect(sent).toEqual(sent.map(() => (cookieMode ? undefined : id)));
    expect(sockets.length).toBeGreaterThan(0);
    await Promise.all([here.close(), there.close()]);
    await client.close();
    expect(openConnections(baseUrl)).toEqual([]);
  });
});
