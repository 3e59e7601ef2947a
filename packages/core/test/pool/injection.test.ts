import { afterEach, describe, expect, test, vi } from "vitest";
import { initLater } from "../../src/index.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

/** Spies on every clock, timer and random source that a runtime has. */
function watchGlobals(): { readonly called: () => string[] } {
  const sources = [
    [globalThis, "setTimeout"],
    [globalThis, "setInterval"],
    [globalThis, "clearTimeout"],
    [Date, "now"],
    [Math, "random"],
    [performance, "now"],
    [globalThis.crypto, "randomUUID"],
    [globalThis.crypto, "getRandomValues"],
  ] as const;
  const spies = sources.map(([owner, name]) => ({
    name,
    spy: vi.spyOn(owner as unknown as { [key: string]: () => unknown }, name),
  }));
  return {
    called: () => spies.filter(({ spy }) => spy.mock.calls.length > 0).map(({ name }) => name),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** A crawl that needs a clock and chance for everything. Answers what happened, by id and time. */
async function crawl(): Promise<string[]> {
  let begun = 0;
  const { pool, clock } = createPool<undefined, unknown, string>({
    size: { min: 2, max: 4 },
    rotation: "random",
    delayMs: 100,
    maxAgeMs: 60_000,
    maxIdleMs: 30_000,
    renewBeforeMs: 5_000,
    maxLeaseMs: 10_000,
    leaseWarningMs: 5_000,
    maxErrors: 2,
    init: async (): Promise<undefined | false> => {
      if (++begun === 3) initLater({ retryAfterMs: 500 });
      return begun === 5 ? false : undefined;
    },
    classify: ({ response }) => (response === "429" ? "throttled" : undefined),
  });
  const told: string[] = [];
  for (const name of ["session:ready", "lease:granted", "session:retired"] as const)
    pool.on(name, ({ id }) => told.push(`${clock.now()} ${name} ${id}`));
  let asked = 0;
  const uses = Array.from({ length: 40 }, () =>
    watch(pool.use(() => (++asked % 7 === 0 ? "429" : "page"))),
  );
  await clock.advance(120_000);
  expect(uses.map(({ state }) => state)).not.toContain("pending");
  const closing = pool.close();
  await clock.advance(10_000);
  await closing;
  return told;
}

describe("clock and random", () => {
  test("are the only clock, timers and random source that core calls", async () => {
    const globals = watchGlobals();
    const told = await crawl();
    expect(told.length).toBeGreaterThan(40);
    expect(globals.called()).toEqual([]);
  });

  test("fix everything that happens: two runs from one seed are the same, ids and times included", async () => {
    expect(await crawl()).toEqual(await crawl());
  });
});
