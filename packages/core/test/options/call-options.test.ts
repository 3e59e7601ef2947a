import { describe, expect, it } from "vitest";
import {
  checkAcquireOptions,
  checkCloseOptions,
  checkUseOptions,
} from "../../src/options/call-options.ts";
import { mergeGiven } from "../../src/options/merge-given.ts";
import { expectPoolSettings } from "../../src/options/pool-rules.ts";

const signal = new AbortController().signal;

describe("checkAcquireOptions", () => {
  it("accepts everything a call may want", () => {
    const options = {
      request: 0,
      variant: null,
      key: "cart",
      id: undefined,
      onMissing: "any",
      acquireTimeoutMs: 0,
      signal,
    };
    expect(() => checkAcquireOptions(options as object)).not.toThrow();
  });

  it.each<[object, string]>([
    [{ key: "a", id: "b" }, 'expected `id` to be left out beside `key`, got "b" (string)'],
    [{ key: 1 }, "expected `key` to be a non-empty string, got 1 (number)"],
    [
      { onMissing: "throw" },
      'expected `onMissing` to be "replace" or "any" or "fail", got "throw" (string)',
    ],
    [
      { acquireTimeoutMs: -1 },
      "expected `acquireTimeoutMs` to be a number of milliseconds >= 0, got -1 (number)",
    ],
    [
      { signal: new AbortController() },
      "expected `signal` to be an object with addEventListener(), got an object",
    ],
    [{ retries: 1 }, "unknown option `retries`"],
  ])("refuses %o", (options, words) => {
    expect(() => checkAcquireOptions(options)).toThrow(`SessionPool: ${words}`);
  });
});

describe("checkUseOptions", () => {
  it("takes retries as well", () => {
    expect(() => checkUseOptions({ retries: 0, key: "cart" })).not.toThrow();
    expect(() => checkUseOptions({ retries: 0.5 }, "SessionClient")).toThrow(
      "SessionClient: expected `retries` to be an integer >= 0, got 0.5 (number)",
    );
    expect(() => checkUseOptions({ key: "a", id: "b" })).toThrow("left out beside `key`");
  });
});

describe("checkCloseOptions", () => {
  it("refuses a drain time that is none", () => {
    expect(() => checkCloseOptions({ drainTimeoutMs: Infinity, reason: "done" })).not.toThrow();
    expect(() => checkCloseOptions({ drainTimeoutMs: NaN })).toThrow("`drainTimeoutMs`");
  });
});

const check = (settings: object) => () =>
  expectPoolSettings("SessionClient", settings, 'pools["shop.example"].');

describe("expectPoolSettings", () => {
  it("checks settings one by one, where they stand", () => {
    expect(check({ renewBeforeMs: 5, size: 2 })).not.toThrow();
    expect(check({ size: 0 })).toThrow(
      'SessionClient: expected `pools["shop.example"].size` to be an integer >= 1, got 0 (number)',
    );
    expect(check({ size: { min: 3, max: 2 } })).toThrow(
      '`pools["shop.example"].size.min` to be at most `pools["shop.example"].size.max`, 2, got 3',
    );
    expect(check({ init: () => {} })).toThrow('unknown option `pools["shop.example"].init`');
  });
});

describe("mergeGiven", () => {
  it("lets later layers win key by key, and skips undefined", () => {
    const merged = mergeGiven<object>({ a: 1, b: 1, c: 1 }, undefined, { b: 2, c: undefined });
    expect(merged).toEqual({ a: 1, b: 2, c: 1 });
  });
});
