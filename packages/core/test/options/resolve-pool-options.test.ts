import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { SessionAdapter } from "../../src/adapter/adapter.ts";
import { defaults } from "../../src/options/defaults.ts";
import { expectSize, resolvePoolOptions } from "../../src/options/resolve-pool-options.ts";
import type { PoolOptions } from "../../src/options/pool-options.ts";
import { createFakeClock } from "../../src/testing/index.ts";

const adapter: SessionAdapter<unknown, string, string> = {
  name: "test",
  open: () => ({}),
  send: async () => "",
  read: () => {
    throw new Error("not read");
  },
  url: (request) => request,
};

const one = (): number => 1;

const shape = (options: PoolOptions): string[] => Object.keys(resolvePoolOptions(options));

describe("resolvePoolOptions", () => {
  it("fills in every default", () => {
    const resolved = resolvePoolOptions({});
    expect(resolved).toMatchObject({
      ...defaults,
      name: "default",
      size: { min: 8, max: 8 },
      rotation: "round-robin",
      fill: "eager",
    });
    expect(resolved.clock).toBe(systemClock);
    expect(resolved.random()).toBeGreaterThanOrEqual(0);
    for (const key of ["init", "close", "classify", "check", "store", "adapter", "rank"]) {
      expect(resolved).toHaveProperty(key, undefined);
    }
  });

  it("takes what is given and treats undefined as not given", () => {
    const clock = createFakeClock();
    const options = { name: "shop", size: undefined, retries: 0, clock, init: one };
    const resolved = resolvePoolOptions(options as object);
    expect(resolved).toMatchObject({ name: "shop", size: { min: 8, max: 8 }, retries: 0 });
    expect(resolved.clock).toBe(clock);
    expect(resolved.init).toBe(one);
  });

  it("freezes what it answers, down to the limits and their size", () => {
    const size = { min: 1, max: 2 };
    const resolved = resolvePoolOptions({ size });
    size.max = 99;
    expect(resolved.size).toEqual({ min: 1, max: 2 });
    for (const part of [resolved, resolved.limits, resolved.size, defaults]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("gives resolved options one shape, whatever is given", () => {
    expect(shape({ name: "a", check: () => true, size: 1 })).toEqual(shape({}));
  });

  it("hands the store the limits it enforces", () => {
    const { limits } = resolvePoolOptions({ size: { min: 0, max: 4 }, maxErrors: 3, maxUses: 9 });
    expect(limits).toEqual({
      size: { min: 0, max: 4 },
      rotation: "round-robin",
      maxErrors: 3,
      errorRecovery: 0,
      maxCheckFailures: 1,
      maxConcurrency: 1,
      maxAgeMs: Infinity,
      maxIdleMs: Infinity,
      maxUses: 9,
      renewBeforeMs: 0,
      shrinkAfterMs: 60_000,
      throttleDelayMs: 10_000,
      maxRestMs: 300_000,
      leaseTimeoutMs: 60_000,
    });
  });

  it("calls a rotation by rank ranked and keeps the rank", () => {
    const resolved = resolvePoolOptions({ rotation: { rank: one } });
    expect([resolved.rotation, resolved.limits.rotation]).toEqual(["ranked", "ranked"]);
    expect(resolved.rank).toBe(one);
  });

  it("fills on demand when it rotates until retired, unless told otherwise", () => {
    expect(resolvePoolOptions({ rotation: "until-retired" }).fill).toBe("on-demand");
    expect(resolvePoolOptions({ rotation: "until-retired", fill: "eager" }).fill).toBe("eager");
    expect(resolvePoolOptions({ fill: "on-demand" }).fill).toBe("on-demand");
  });

  it("takes a request as init with an adapter", () => {
    const resolved = resolvePoolOptions({ adapter, init: "https://shop.example/" });
    expect([resolved.adapter, resolved.init]).toEqual([adapter, "https://shop.example/"]);
  });
});

describe("resolvePoolOptions refuses", () => {
  it.each<[object, string]>([
    [{ size: 0 }, "`size` to be an integer >= 1, got 0 (number)"],
    [{ size: "8" }, '`size` to be an integer >= 1, got "8" (string)'],
    [{ size: { min: 1 } }, "`size.max` to be given, got undefined"],
    [{ size: { min: 0, max: 0 } }, "`size.max` to be an integer >= 1, got 0 (number)"],
    [{ size: { min: 5, max: 4 } }, "`size.min` to be at most `size.max`, 4, got 5 (number)"],
    [{ rotation: {} }, "`rotation.rank` to be given, got undefined"],
    [{ rotation: { rank: 1 } }, "`rotation.rank` to be a function, got 1 (number)"],
    [{ maxErrors: 0 }, "`maxErrors` to be an integer >= 1 or Infinity, got 0 (number)"],
    [{ errorRecovery: -1 }, "`errorRecovery` to be a number >= 0, got -1 (number)"],
    [{ delayJitter: 1.5 }, "`delayJitter` to be a number in [0, 1], got 1.5 (number)"],
    [{ lifetimeJitter: 1 }, "`lifetimeJitter` to be a number in [0, 1), got 1 (number)"],
    [
      { delayMs: Infinity },
      "`delayMs` to be a finite number of milliseconds >= 0, got Infinity (number)",
    ],
    [{ maxAgeMs: 0 }, "`maxAgeMs` to be a number of milliseconds > 0, got 0 (number)"],
    [
      { acquireTimeoutMs: NaN },
      "`acquireTimeoutMs` to be a number of milliseconds >= 0, got NaN (number)",
    ],
    [
      { leaseTimeoutMs: 0 },
      "`leaseTimeoutMs` to be a finite number of milliseconds > 0, got 0 (number)",
    ],
    [
      { onCheckError: "ignore" },
      '`onCheckError` to be "invalid" or "retire" or "inconclusive", got "ignore" (string)',
    ],
    [{ store: {} }, "`store` to be an object with open(), got an object"],
    [
      { clock: Date },
      "`clock` to be an object with now(), setTimeout(), clearTimeout(), got a function",
    ],
    [
      { adapter: {} },
      "`adapter` to be an object with open(), send(), read(), url(), got an object",
    ],
    [{ init: { url: "https://shop.example/" } }, "`init` to be a function, got an object"],
    [{ adapter, close: () => {} }, "`close` to be left to the adapter, got a function"],
    [
      { renewBeforeMs: 10 },
      "`renewBeforeMs` to be 0 while `maxAgeMs` is Infinity, got 10 (number)",
    ],
    [
      { renewBeforeMs: 190, maxAgeMs: 200 },
      "`renewBeforeMs` to be less than `maxAgeMs` less `lifetimeJitter`, 190, got 190 (number)",
    ],
    [
      { leaseWarningMs: 10, maxLeaseMs: 10 },
      "`leaseWarningMs` to be less than `maxLeaseMs`, 10, got 10 (number)",
    ],
  ])("%o", (options, words) => {
    expect(() => resolvePoolOptions(options)).toThrow(`SessionPool: expected ${words}`);
  });

  it("a rotation it does not know, naming those it does", () => {
    expect(() => resolvePoolOptions({ rotation: "rank" } as unknown as PoolOptions)).toThrow(
      '`rotation` to be "round-robin" or "random" or "least-used" or "until-retired" or { rank }, got "rank" (string)',
    );
  });

  it("options it does not know", () => {
    expect(() => resolvePoolOptions({ maxError: 3 } as PoolOptions)).toThrow(
      "SessionPool: unknown option `maxError`, did you mean `maxErrors`?",
    );
  });

  it.each(Object.keys(defaults))("a symbol as %s", (key) => {
    expect(() => resolvePoolOptions({ [key]: Symbol(key) })).toThrow(`expected \`${key}\` to be `);
  });
});

describe("resolvePoolOptions accepts", () => {
  it.each<PoolOptions>([
    { size: { min: 0, max: 1 } },
    { maxConcurrency: Infinity, maxUses: 1, maxWaiting: 0, retries: 0, maxBadInits: Infinity },
    { errorRecovery: Infinity, delayJitter: 0, lifetimeJitter: 0, delayMs: 0.5 },
    { renewBeforeMs: 99, maxAgeMs: 100, lifetimeJitter: 0 },
    { leaseWarningMs: 10, maxLeaseMs: 11 },
    { acquireTimeoutMs: Infinity, initTimeoutMs: Infinity, maxRestMs: 0, shrinkAfterMs: 0 },
  ])("%o", (options) => {
    expect(resolvePoolOptions(options)).toMatchObject(
      typeof options.size === "number" ? {} : options,
    );
  });
});

describe("expectSize", () => {
  it("answers the bounds of a size and refuses what is none", () => {
    expect(expectSize("SessionPool", 3)).toEqual({ min: 3, max: 3 });
    expect(expectSize("SessionPool", { min: 0, max: 2 })).toEqual({ min: 0, max: 2 });
    expect(() => expectSize("SessionPool", 0)).toThrow("`size` to be an integer >= 1, got 0");
    expect(() => expectSize("SessionPool", undefined as unknown as number)).toThrow("`size`");
  });
});
