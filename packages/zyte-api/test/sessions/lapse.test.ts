import { memoryStore, type SessionStore } from "@sessionary/core";
import { asyncStore, createFakeClock } from "@sessionary/core/testing";
import { createZyteEmulator } from "@sessionary/testkit/zyte";
import { describe, expect, it } from "vitest";
import { createZyteClient, createZyteSessions, type RetryPolicy } from "../../src/index.ts";
import { until } from "../support/until.ts";
import {
  createLab,
  drive,
  idsOf,
  problem,
  turn,
  type Lab,
  type LabOptions,
  type Problem,
} from "./support/service.ts";

function busy(seconds: number): Problem {
  return problem(429, "/limits/over-user-limit", { "retry-after": `${seconds}` });
}

/** One session, and queries for `/busy` that are refused so many times in all, for so many seconds each. */
function throttled(times: number, seconds: number, options: LabOptions = {}): Lab {
  let refused = 0;
  return createLab({
    script: ({ echoData, url }) =>
      echoData === "use" && url.endsWith("/busy") && refused++ < times ? busy(seconds) : undefined,
    ...options,
    pool: { size: 1, retries: 0, lifetimeJitter: 0, ...options.pool },
  });
}

function idsAt(lab: Lab, path: string): (string | undefined)[] {
  return idsOf(lab.uses.filter(({ url }) => url.endsWith(path)));
}

describe("a query that waits out throttling", () => {
  it("leaves a session that the service has forgotten meanwhile, and is sent with another one", async () => {
    const clock = createFakeClock({ now: 1_700_000_000_000 });
    await using emulator = await createZyteEmulator({ clock });
    const { apiKey, url: baseUrl } = emulator;
    await using client = createZyteClient({ apiKey, baseUrl, clock });
    await using sessions = createZyteSessions({ client, pool: { clock, size: 1, retries: 0 } });
    await sessions.extract({ url: "https://shop.example/product/1", browserHtml: true });
    emulator.plan(Array.from({ length: 3 }, () => ({ status: 429, retryAfter: 40 })));
    let isSettled = false;
    const page = sessions
      .extract({ url: "https://shop.example/product/2", browserHtml: true })
      .finally(() => (isSettled = true));
    const rests = (): boolean => client.stats().running === 0 && client.stats().resting > 0;
    while (!isSettled) {
      await until(() => isSettled || rests());
      if (!isSettled) await clock.advance(clock.nextInMs);
    }
    expect(await page).toMatchObject({ statusCode: 200 });
    expect(emulator.session(1)).toMatchObject({ uses: 2, refused: 0 });
    expect(emulator.session(2)).toMatchObject({ uses: 2, refused: 0 });
    expect(sessions.stats()).toMatchObject({ retired: { idle: 1 }, use: { ok: 2, expired: 0 } });
    expect(sessions.stats().retired).toEqual({ idle: 1 });
  });

  it("keeps one that others go on using", async () => {
    const lab = throttled(4, 40);
    await lab.page("/1");
    const waiting = lab.page("/busy");
    await turn(lab.clock);
    for (let step = 0; step < 4; step += 1) {
      await lab.clock.advance(30_000);
      await lab.page(`/other`);
      await lab.clock.advance(10_000);
      await turn(lab.clock);
    }
    await drive(lab.clock, waiting);
    expect(new Set(idsOf(lab.uses)).size).toBe(1);
    expect(idsAt(lab, "/busy")).toHaveLength(5);
    expect(lab.sessions.stats().retired).toEqual({});
  });

  it("keeps one that another query is at the service with", async () => {
    let answer: () => void = () => undefined;
    let refused = 0;
    const lab = throttled(0, 0, {
      script: ({ url, echoData }) => {
        if (url.endsWith("/slow")) return new Promise<void>((resolve) => (answer = resolve));
        return echoData === "use" && url.endsWith("/busy") && refused++ < 3 ? busy(40) : undefined;
      },
    });
    await lab.page("/1");
    const [slow, waiting] = [lab.page("/slow"), lab.page("/busy")];
    await drive(lab.clock, waiting);
    answer();
    await slow;
    expect(new Set(idsOf(lab.uses)).size).toBe(1);
  });

  it("leaves even that when it is too old", async () => {
    const lab = throttled(9, 100);
    await lab.page("/1");
    const waiting = lab.page("/busy");
    await turn(lab.clock);
    for (let step = 0; step < 17; step += 1) {
      await lab.clock.advance(50_000);
      await lab.page("/other");
    }
    await drive(lab.clock, waiting);
    expect(lab.sessions.stats().retired).toEqual({ age: 1 });
    expect(lab.count("use/expired")).toBe(0);
    expect(new Set(idsAt(lab, "/busy")).size).toBe(2);
  });

  it("is not charged a retry, and goes on where its retry policy was", async () => {
    const seen: number[] = [];
    let begun = 0;
    const thrice: RetryPolicy = {
      name: "thrice",
      start: () => {
        begun += 1;
        return ({ attempts }) => {
          seen.push(attempts);
          return attempts < 3 ? 60_000 : undefined;
        };
      },
    };
    const lab = throttled(Infinity, 0);
    await lab.page("/1");
    const waiting = lab.page("/busy", { retryPolicy: thrice });
    await expect(drive(lab.clock, waiting)).rejects.toMatchObject({ status: 429 });
    expect([begun, seen]).toEqual([1, [1, 2, 3]]);
    expect(new Set(idsAt(lab, "/busy")).size).toBe(2);
    expect(lab.sessions.stats().retired).toEqual({ idle: 1 });
  });

  it("does so, too, where `prepare` makes it anew", async () => {
    const seen: number[] = [];
    const thrice: RetryPolicy = {
      name: "thrice",
      start:
        () =>
        ({ attempts }) => {
          seen.push(attempts);
          return attempts < 3 ? 60_000 : undefined;
        },
    };
    const lab = throttled(Infinity, 0, {
      retryPolicy: thrice,
      prepare: (request) => ({ ...request, jobId: "j" }),
    });
    await lab.page("/1");
    await expect(drive(lab.clock, lab.page("/busy"))).rejects.toMatchObject({ status: 429 });
    expect(seen).toEqual([1, 2, 3]);
  });

  it("leaves a session that nobody else is given then", async () => {
    const lab = throttled(6, 40, { pool: { size: 2 } });
    await lab.page("/1");
    await lab.page("/2");
    const old = idsOf(lab.uses);
    const [first, second] = [lab.page("/busy"), lab.page("/busy")];
    await drive(lab.clock, Promise.all([first, second]));
    expect(lab.sessions.stats().retired).toEqual({ idle: 2 });
    for (const id of old) expect(idsOf(lab.uses).lastIndexOf(id)).toBeLessThan(8);
    const uses = lab.uses.length;
    await Promise.all(["/3", "/4", "/5"].map((path) => lab.page(path)));
    for (const id of idsOf(lab.uses.slice(uses))) expect(old).not.toContain(id);
  });

  it("that is given up then does not make its session look used", async () => {
    const lab = throttled(Infinity, 1000);
    await lab.page("/1");
    const [given] = idsOf(lab.uses);
    const controller = new AbortController();
    const waiting = lab.page("/busy", { signal: controller.signal });
    await turn(lab.clock);
    await lab.clock.advance(100_000);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await lab.clock.advance(20_000);
    await lab.page("/2");
    expect(idsAt(lab, "/2")).not.toContain(given);
    expect(lab.count("use/expired")).toBe(0);
    expect(lab.sessions.stats().retired).toEqual({ idle: 1 });
  });

  it("does so, too, where the store answers by promise", async () => {
    const lab = throttled(3, 40, { pool: { store: asyncStore(memoryStore()) } });
    await drive(lab.clock, lab.page("/1"));
    await drive(lab.clock, lab.page("/busy"));
    expect(lab.sessions.stats().retired).toEqual({ idle: 1 });
    expect(new Set(idsAt(lab, "/busy")).size).toBe(2);
  });

  it("fails where the store does, which could not be told that the session is over", async () => {
    const inner = memoryStore();
    const store: SessionStore = {
      open: async (...given) =>
        Object.assign(await inner.open(...given), {
          retire: () => Promise.reject(new Error("the store is down")),
        }),
    };
    const lab = throttled(3, 40, { pool: { store } });
    await drive(lab.clock, lab.page("/1"));
    await expect(drive(lab.clock, lab.page("/busy"))).rejects.toMatchObject({
      code: "ERR_STORE",
      cause: new Error("the store is down"),
    });
  });

  it("keeps a session that has no such limits: one kept by cookies, or where the pool says so", async () => {
    for (const options of [{ cookieMode: true }, { pool: { maxIdleMs: Infinity } }]) {
      const lab = throttled(4, 40, options);
      await lab.page("/1");
      await drive(lab.clock, lab.page("/busy"));
      expect(lab.uses).toHaveLength(6);
      expect(lab.inits).toHaveLength(1);
      expect(lab.sessions.stats().retired).toEqual({});
    }
  });
});

describe("a session of a store that workers share", () => {
  it("is kept where another worker goes on using it", async () => {
    const store = memoryStore();
    const here = throttled(0, 0, { store, poolIdleMs: 1_000_000 });
    const there = throttled(0, 0, {
      store,
      poolIdleMs: 1_000_000,
      pool: { clock: here.clock },
    });
    await here.page("/1");
    await here.clock.advance(100_000);
    await there.page("/2");
    await here.clock.advance(100_000);
    await here.page("/3");
    expect(new Set(idsOf([...here.uses, ...there.uses])).size).toBe(1);
    expect(here.sessions.stats().retired).toEqual({});
  });

  it.each([-1_000_000, 1_000_000])(
    "is as old, and as long unused, as the store says, whose clock is %d ms away from ours",
    async (skewMs) => {
      const lab = throttled(0, 0, { store: skewed(skewMs), poolIdleMs: 1_000_000 });
      await lab.page("/1");
      await lab.clock.advance(100_000);
      await lab.page("/2");
      expect(new Set(idsOf(lab.uses)).size).toBe(1);
      expect(lab.sessions.stats().retired).toEqual({});
    },
  );
});

/** A store that has a server's clock. */
function skewed(skewMs: number): SessionStore {
  const store = memoryStore();
  return {
    open: (name, limits, context) => {
      const { clock } = context;
      const theirs = { ...clock, now: () => clock.now() + skewMs };
      return store.open(name, limits, { ...context, clock: theirs });
    },
  };
}

describe("an imported session", () => {
  it("that the service must have forgotten is not used", async () => {
    const from = throttled(0, 0, { pool: { size: 2 } });
    await from.page("/1");
    await from.clock.advance(60_000);
    await from.page("/2");
    const exported = await (await from.sessions.open("example.com")).export();
    const to = throttled(0, 0, { pool: { size: 2 } });
    await to.clock.advance(60_000 + 70_000);
    await (await to.sessions.open("example.com")).import(exported);
    for (const path of ["/3", "/4", "/5", "/6"]) await to.page(path);
    const [idle, fresh] = idsOf(from.uses);
    expect(idsOf(to.uses)).not.toContain(idle);
    expect(idsOf(to.uses)).toContain(fresh);
    expect(to.sessions.stats().retired).toEqual({ idle: 1 });
  });

  it("that becomes idle while a query waits for its turn is not used", async () => {
    const from = throttled(0, 0);
    await from.page("/1");
    const exported = await (await from.sessions.open("example.com")).export();
    let answer: () => void = () => undefined;
    const to = throttled(0, 0, {
      clientConcurrency: 1,
      script: ({ url }) =>
        url.endsWith("/slow") ? new Promise<void>((resolve) => (answer = resolve)) : undefined,
    });
    await to.clock.advance(100_000);
    await (await to.sessions.open("example.com")).import(exported);
    const slow = to.client.extract({ url: "https://example.com/slow", browserHtml: true });
    const page = to.page("/2");
    await turn(to.clock);
    await to.clock.advance(15_000);
    answer();
    await slow;
    await page;
    expect(idsOf(to.uses)).not.toContain(idsOf(from.uses)[0]);
    expect(to.sessions.stats().retired).toEqual({ idle: 1 });
  });
});
