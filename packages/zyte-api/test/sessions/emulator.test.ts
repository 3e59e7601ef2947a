import { createTestSite, type TestSiteOptions } from "@sessionary/testkit";
import {
  createZyteEmulator,
  type ZyteEmulator,
  type ZyteEmulatorOptions,
} from "@sessionary/testkit/zyte";
import { describe, expect, it } from "vitest";
import {
  createSessionContext,
  createZyteClient,
  createZyteSessions,
  type ZyteExchange,
  type ZyteSessions,
  type ZyteSessionsOptions,
} from "../../src/index.ts";

const MAINE = { addressCountry: "US", postalCode: "04662" };

interface World extends AsyncDisposable {
  readonly emulator: ZyteEmulator;
  readonly sessions: ZyteSessions;
  /** The zip code that a product page shows. */
  zipOf(product: number): Promise<string | undefined>;
}

/** Sessions over the emulator, over a shop. */
async function createWorld(
  options: ZyteSessionsOptions = {},
  emulatorOptions: ZyteEmulatorOptions = {},
  siteOptions: TestSiteOptions = {},
): Promise<World> {
  const site = await createTestSite(siteOptions);
  const emulator = await createZyteEmulator({ site, ...emulatorOptions });
  const client = createZyteClient({ baseUrl: emulator.url, apiKey: emulator.apiKey });
  const sessions = createZyteSessions({ client, ...options });
  return {
    emulator,
    sessions,
    async zipOf(product) {
      const url = `https://shop.example/product/${product}`;
      const { browserHtml } = await sessions.extract({ url, browserHtml: true });
      return zipIn(browserHtml);
    },
    async [Symbol.asyncDispose]() {
      await sessions.close();
      await client.close();
      await emulator.close();
      await site.close();
    },
  };
}

function zipIn(html = ""): string | undefined {
  return /class="zip_code">\s*(\w+)/.exec(html)?.[1];
}

function isMaine({ response }: ZyteExchange): boolean {
  return zipIn(response.browserHtml) === "04662";
}

const products = Array.from({ length: 40 }, (_, n) => n + 1);

describe("sessions on the emulator of the service", () => {
  it("see the location they were begun with, on every page", async () => {
    await using world = await createWorld({ location: MAINE, pool: { size: 3 } });
    const zips = await Promise.all(products.map((product) => world.zipOf(product)));
    expect(new Set(zips)).toEqual(new Set(["04662"]));
    const { sessions, totals } = world.emulator.truth();
    expect(sessions).toHaveLength(3);
    expect(totals.session).toBe(0);
    expect(sessions.reduce((sum, { uses }) => sum + uses, 0)).toBe(43);
  });

  it("are replaced when the site bans, forgets and misleads them, and no wrong page reaches the caller", async () => {
    await using world = await createWorld(
      { location: MAINE, check: isMaine, pool: { size: 4, retries: 10, maxBadInits: 20 } },
      {},
      { seed: 3, ban: { afterUses: [5, 12] }, wrongLocation: { share: 0.4, afterUses: [0, 5] } },
    );
    const zips = await Promise.all(products.map((product) => world.zipOf(product)));
    expect(zips).toEqual(products.map(() => "04662"));
    const { totals } = world.emulator.truth();
    const counters = world.sessions.counters();
    const count = (name: string): number => counters[`scrapy-zyte-api/sessions/${name}`] ?? 0;
    expect(count("use/failed") + count("init/failed")).toBe(totals.banned);
    expect(totals.banned).toBeGreaterThan(0);
    expect(count("use/check-failed") + count("init/check-failed")).toBeGreaterThan(0);
  });

  it("that the service has ended are replaced at the first word of it", async () => {
    await using world = await createWorld({ location: MAINE, pool: { size: 1 } });
    expect(await world.zipOf(1)).toBe("04662");
    world.emulator.expire(1);
    expect(await world.zipOf(2)).toBe("04662");
    expect(world.emulator.session(1)).toMatchObject({ refused: 1 });
    expect(world.sessions.stats()).toMatchObject({ retired: { expired: 1 }, init: { passed: 2 } });
  });

  it("wait for room where the key has too many of them, and go on when there is some", async () => {
    await using world = await createWorld(
      { pool: { size: 3, initRetryDelayMs: 1 } },
      { sessions: { maxActive: 2 } },
    );
    await world.zipOf(1);
    await world.zipOf(2);
    const refused = new Promise((resolve) => world.sessions.on("init:later", resolve));
    const third = world.zipOf(3);
    expect(await refused).toMatchObject({ reason: "over-limit" });
    world.emulator.expire(1);
    await third;
    const ready = world.sessions.stats().sessions;
    expect(world.sessions.counters()["scrapy-zyte-api/sessions/init/failed"]).toBeUndefined();
    expect(ready.ready + ready.starting).toBeGreaterThanOrEqual(2);
  });

  it("wait where the service cannot begin one, though its 503 looks like throttling", async () => {
    await using world = await createWorld({ pool: { size: 1, initRetryDelayMs: 1 } });
    world.emulator.plan(["/problem/session-creation-error", "/problem/session-creation-error"]);
    await world.zipOf(1);
    expect(world.sessions.counters()).toMatchObject({
      "scrapy-zyte-api/sessions/init/server-error": 2,
      "scrapy-zyte-api/sessions/init/check-passed": 1,
    });
  });

  it("stop everything where no location can be set", async () => {
    await using world = await createWorld(
      { location: MAINE },
      { withoutSetLocation: ["shop.example"] },
    );
    const stopped = { code: "ERR_POOL_STOPPED", reason: "unsupported_set_location" };
    await expect(world.zipOf(1)).rejects.toMatchObject(stopped);
    await expect(world.zipOf(2)).rejects.toMatchObject(stopped);
    expect(world.emulator.truth().totals.requests).toBe(1);
  });

  it("can be begun by a chain: the token of a form, and its answer", async () => {
    await using world = await createWorld({
      pool: { size: 2 },
      check: ({ phase, response }) => phase === "init" || zipIn(response.bodyText) === "04662",
      init: async ({ send }) => {
        const url = "https://shop.example/location";
        const form = await send({ url, httpResponseBody: true });
        const csrf = /name="csrf" value="(\w+)"/.exec(form.bodyText ?? "")?.[1];
        if (csrf === undefined) return false;
        await send({
          url,
          httpResponseBody: true,
          httpRequestMethod: "POST",
          httpRequestText: new URLSearchParams({ csrf, zip: "04662" }).toString(),
          customHttpRequestHeaders: [
            { name: "Content-Type", value: "application/x-www-form-urlencoded" },
          ],
        });
        return true;
      },
    });
    for (const product of [1, 2, 3, 4]) {
      const url = `https://shop.example/product/${product}`;
      const { bodyText } = await world.sessions.extract({ url, httpResponseBody: true });
      expect(zipIn(bodyText)).toBe("04662");
    }
    expect(world.emulator.truth().sessions).toHaveLength(2);
  });

  it("can be kept by cookies: the service keeps no session, and the site still knows the visitor", async () => {
    await using world = await createWorld({ location: MAINE, cookieMode: true, pool: { size: 2 } });
    for (const product of products.slice(0, 6)) expect(await world.zipOf(product)).toBe("04662");
    expect(world.emulator.truth()).toMatchObject({ sessions: [], totals: { sessions: 0 } });
    expect(world.emulator.site.truth().sessions).toHaveLength(2);
  });

  it("that Zyte manages are begun once for a context", async () => {
    await using world = await createWorld({ enabled: false });
    const maine = createSessionContext(
      { zip: "04662" },
      { actions: [{ action: "setLocation", address: MAINE }] },
    );
    for (const product of [1, 2, 3]) {
      const url = `https://shop.example/product/${product}`;
      const { browserHtml } = await world.sessions.extract({ url, browserHtml: true, ...maine });
      expect(zipIn(browserHtml)).toBe("04662");
    }
    expect(world.emulator.truth().serverSessions).toMatchObject([{ uses: 3, otherParameters: 0 }]);
  });

  it("never show the key: not in errors, events, stats or counters", async () => {
    await using world = await createWorld({ pool: { size: 1, retries: 1, maxBadInits: 2 } });
    const seen: unknown[] = [];
    for (const name of [
      "init:failed",
      "lease:settled",
      "session:retired",
      "pool:failed",
    ] as const) {
      world.sessions.on(name, (event) => void seen.push(event));
    }
    world.emulator.plan(["pass", 520, 400, 400, 400]);
    await world.zipOf(1).catch((error: unknown) => void seen.push(error));
    seen.push(world.sessions.stats(), world.sessions.counters());
    const { inspect } = await import("node:util");
    const text = inspect(seen, { depth: 20, showHidden: true });
    expect(text).not.toContain(world.emulator.apiKey);
    expect(text).not.toContain(Buffer.from(`${world.emulator.apiKey}:`).toString("base64"));
  });
});
