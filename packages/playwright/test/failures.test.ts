import { isSessionaryError } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import { createTestProxies, type TestProxies } from "@sessionary/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { ContextGoneError, NavigationError, PageGoneError } from "../src/index.ts";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

describe("a browser that dies", () => {
  it("is launched again: running tasks, waiting ones and later ones get their results", async () => {
    const site = await lab.site();
    const { launch, launched } = lab.launcher();
    const shop = await lab.sessions({ pool: { size: 2 } }, launch);
    const reasons: string[] = [];
    shop.sessions.on("session:retired", ({ reason }) => reasons.push(reason));
    let arrived = 0;
    const both = site.waitFor("request", ({ path }) => path === "/slow" && ++arrived === 2);
    const tasks = [1, 2, 3].map((product) =>
      shop.withPage(async ({ page, attempt }) => {
        if (attempt === 1 && product < 3) await page.goto(`${site.origin}/slow`);
        await page.goto(`${site.origin}/product/${product}`);
        return Number(await page.locator(".price").innerText());
      }),
    );
    await both;
    await launched[0]?.kill();
    expect(await Promise.all(tasks)).toEqual([1, 2, 3].map((n) => site.price(n, "10001")));
    expect(await shop.withPage(({ page }) => page.evaluate("1 + 1"))).toBe(2);
    expect(launched).toHaveLength(2);
    expect(reasons).toEqual(["context closed", "context closed"]);
    await shop.close();
    expect(launched[1]?.browser.isConnected()).toBe(false);
  });

  it("takes tasks along that wait for nothing that Playwright ends", async () => {
    const { launch, launched } = lab.launcher();
    const shop = await lab.sessions({ pool: { size: 1 } }, launch);
    const attempts: number[] = [];
    const result = shop.withPage(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt > 1) return "done";
      await launched[0]?.kill();
      return new Promise<string>(() => undefined);
    });
    expect(await result).toBe("done");
    expect(attempts).toEqual([1, 2]);
  });

  it("counts as one bad init, however many it interrupts", async () => {
    const site = await lab.site();
    const { launch, launched } = lab.launcher();
    const shop = await lab.sessions(
      {
        pool: { size: 3, maxBadInits: 2 },
        init: async ({ page }) => {
          if (launched.length === 1) await page.goto(`${site.origin}/slow`);
        },
      },
      launch,
    );
    let arrived = 0;
    const all = site.waitFor("request", () => ++arrived === 3);
    const tasks = [1, 2, 3].map((n) => shop.withPage(() => n));
    await all;
    await launched[0]?.kill();
    expect(await Promise.all(tasks)).toEqual([1, 2, 3]);
    expect(shop.sessions.stats().init).toMatchObject({ failed: 1, later: 2, passed: 3 });
  });

  it("and was handed in cannot be launched again: callers are told", async () => {
    const { browser, kill } = await lab.mortal();
    const shop = await lab.sessions({ pool: { size: 1, maxBadInits: 2 } }, browser);
    const failing = shop.withPage(async ({ attempt }) => {
      if (attempt === 1) await kill();
      return new Promise(() => undefined);
    });
    const error = await failureOf(failing);
    if (!isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")) throw error;
    expect(error.cause).toBeInstanceOf(ContextGoneError);
    await shop.close();
  });

  it("that never starts fails the pool with the launch's own error", async () => {
    const broken = new Error("no such program");
    const shop = await lab.sessions({ pool: { size: 1, maxBadInits: 1 } }, () =>
      Promise.reject(broken),
    );
    const error = await failureOf(shop.withPage(() => 1));
    if (!isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")) throw error;
    expect(error.cause).toBe(broken);
  });
});

describe("a context that is closed by user code", () => {
  it("while nobody uses it retires its session", async () => {
    const shop = await lab.sessions({ pool: { size: 1 } });
    const context = await shop.withContext((given) => given.context);
    const retired = new Promise((resolve) => shop.sessions.on("session:retired", resolve));
    await context.close();
    expect(await retired).toMatchObject({ reason: "context closed" });
    expect(await shop.withContext((given) => given.context !== context)).toBe(true);
    expect(shop.sessions.stats().use).toMatchObject({ ok: 2, expired: 0 });
  });

  it("under a task has it tried again, with another session", async () => {
    const shop = await lab.sessions({ pool: { size: 1 } });
    const result = await shop.withPage(async ({ page, context, attempt }) => {
      if (attempt === 1) await context.close();
      return page.evaluate("42");
    });
    expect(result).toBe(42);
    expect(shop.sessions.stats()).toMatchObject({
      use: { ok: 1, expired: 1 },
      retired: { "context closed": 1 },
    });
  });

  it("by every attempt ends in a typed error", async () => {
    const shop = await lab.sessions({ pool: { size: 1, retries: 1 } });
    const failing = shop.withPage(async ({ page, context }) => {
      await context.close();
      return page.title();
    });
    const error = await failureOf(failing);
    if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
    expect(error.cause).toBeInstanceOf(ContextGoneError);
  });

  it("at the end of a task does not cost the caller its result", async () => {
    const shop = await lab.sessions({ pool: { size: 1 } });
    const result = shop.withPage(async ({ context }) => {
      await context.close();
      return "done";
    });
    expect(await result).toBe("done");
    expect(shop.sessions.stats().retired).toEqual({ "context closed": 1 });
  });
});

describe("a page", () => {
  it.each(["fresh", "reuse"] as const)(
    "that crashes (%s) has its task tried again, and costs no session",
    async (pages) => {
      const site = await lab.site();
      const shop = await lab.sessions({ pool: { size: 1 }, pages });
      const ids = new Set<string>();
      const result = await shop.withPage(async ({ page, session, attempt }) => {
        ids.add(session.id);
        if (attempt === 1) {
          const stuck = page.evaluate("new Promise(() => {})");
          void page.goto("chrome://crash").catch(() => undefined);
          await stuck;
        }
        return (await page.goto(site.url))?.status();
      });
      expect(result).toBe(200);
      expect(ids.size).toBe(1);
      expect(shop.sessions.stats()).toMatchObject({ use: { ok: 1, inconclusive: 1 }, retired: {} });
    },
  );

  it("that is closed under its task has it tried again", async () => {
    const shop = await lab.sessions({ pool: { size: 1, retries: 1 } });
    const failing = shop.withPage(async ({ page }) => {
      const waiting = page.waitForSelector("#never");
      await page.close();
      await waiting;
    });
    const error = await failureOf(failing);
    if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
    expect(error.attempts).toHaveLength(2);
    expect(error.cause).toBeInstanceOf(PageGoneError);
    expect(shop.sessions.stats().retired).toEqual({});
  });
});

describe("a proxy that stops answering", () => {
  let proxies: TestProxies | undefined;
  afterEach(async () => {
    await proxies?.close();
    proxies = undefined;
  });

  it("has its tasks tried again through another one, when they run out of time", async () => {
    const site = await lab.site();
    proxies = await createTestProxies(2);
    const shop = await lab.sessions({ pool: { size: 2 }, proxies: proxies.map(({ url }) => url) });
    const address = (timeout?: number): Promise<string> =>
      shop.withPage(async ({ page, attempt }) => {
        const patience = attempt === 1 && timeout !== undefined ? { timeout } : {};
        const response = await page.goto(`${site.origin}/echo`, patience);
        const { address: seen } = JSON.parse((await response?.text()) ?? "{}") as {
          address: string;
        };
        return seen;
      });
    const [first, second] = [await address(), await address()];
    expect(first).not.toBe(second);
    proxies.find((proxy) => proxy.address === first)?.hang();
    expect(await address(3_000)).toBe(second);
    expect(shop.sessions.stats()).toMatchObject({ use: { ok: 3, inconclusive: 1 }, retired: {} });
  });
});

describe("a task that never returns", () => {
  it.each(["fresh", "reuse"] as const)(
    "is warned of, and cut off at maxLeaseMs (%s): nothing of it is left",
    async (pages) => {
      const clock = createFakeClock({ now: 1_700_000_000_000 });
      const shop = await lab.sessions({
        pool: { size: 1, clock, leaseWarningMs: 1_000, maxLeaseMs: 5_000 },
        pages,
      });
      const overdue: boolean[] = [];
      shop.sessions.on("lease:overdue", ({ ended }) => overdue.push(ended));
      const closed = new Promise<void>((resolve) => {
        shop.sessions.on("lease:granted", ({ pool, id }) => {
          shop.sessions
            .pool(pool)
            ?.get(id)
            ?.state.context.once("close", () => resolve());
        });
      });
      let begin = (): void => undefined;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const failing = failureOf(
        shop.withPage(() => {
          begin();
          return new Promise(() => undefined);
        }),
      );
      await begun;
      await clock.advance(1_000);
      expect(overdue).toEqual([false]);
      await clock.advance(4_000);
      expect(isSessionaryError(await failing, "ERR_LEASE_LOST")).toBe(true);
      expect(overdue).toEqual([false, true]);
      await closed;
      expect(shop.sessions.stats().retired).toEqual({ overdue: 1 });
      expect(await shop.withPage(() => "next")).toBe("next");
    },
  );

  it("in a context without a page loses its session only when the lease is over", async () => {
    const clock = createFakeClock({ now: 1_700_000_000_000 });
    const shop = await lab.sessions({ pool: { size: 1, clock, maxLeaseMs: 5_000 } });
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const failing = failureOf(
      shop.withContext(
        () => {
          controller.abort(reason);
          return new Promise(() => undefined);
        },
        { signal: controller.signal },
      ),
    );
    expect(await failing).toBe(reason);
    expect(shop.sessions.stats().sessions.leased).toBe(1);
    await clock.advance(5_000);
    expect(shop.sessions.stats().retired).toEqual({ overdue: 1 });
    expect(await shop.withContext(() => "next")).toBe("next");
  });
});

describe("a judge that waits for a body without an end", () => {
  it("is cut off with its caller", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({
      pool: { size: 1 },
      check: async ({ reading }) => (await reading.text()).length > 0,
    });
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const arrived = site.waitFor("request", ({ path }) => path === "/stream");
    const failing = failureOf(
      shop.withPage(
        ({ page }) =>
          page.goto(`${site.origin}/stream`, { waitUntil: "commit" }).then(() => "read"),
        {
          signal: controller.signal,
        },
      ),
    );
    await arrived;
    const settled = new Promise((resolve) => shop.sessions.on("lease:settled", resolve));
    controller.abort(reason);
    expect(await failing).toBe(reason);
    await settled;
    expect(shop.sessions.stats().retired).toEqual({});
  });
});

describe("secrets", () => {
  it("are in no error: Playwright's own show whole addresses", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1, retries: 0 } });
    const url = `${site.origin}/down?token=s3cret`;
    const failing = [
      shop.withPage(({ page }) => page.goto(url)),
      shop.withContext(({ context }) => context.request.get(url)),
      shop.withPage(({ page }) => page.goto(url), { enabled: false }),
    ];
    for (const error of await Promise.all(failing.map(failureOf))) {
      const cause = isSessionaryError(error) ? error.cause : error;
      expect(cause).toBeInstanceOf(NavigationError);
      expect(String(cause)).not.toContain("s3cret");
      expect((cause as Error).cause).toBeUndefined();
    }
  });
});
