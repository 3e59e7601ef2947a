import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../src/canonical-json.ts";
import type { JsonValue } from "../src/types.ts";

describe("canonicalJson", () => {
  it("orders keys at every depth, and items not at all", () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }, "x"], a: true })).toBe(
      '{"a":true,"b":[{"c":null,"d":1},"x"]}',
    );
  });

  it("leaves out keys without a value", () => {
    expect(canonicalJson({ a: undefined } as unknown as JsonValue)).toBe("{}");
  });

  it("takes objects without a prototype", () => {
    expect(canonicalJson(Object.assign(Object.create(null) as object, { a: 1 }) as JsonValue)).toBe(
      '{"a":1}',
    );
  });

  it("means the same value, and the same text for any order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value) as JsonValue)).toBe(text);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each<[unknown, string]>([
    [undefined, "`variant` to be JSON, got undefined"],
    [NaN, "`variant` to be JSON, got NaN (number)"],
    [{ at: [1, Infinity] }, "`variant.at[1]` to be JSON, got Infinity (number)"],
    [{ zip: 1n }, "`variant.zip` to be JSON, got 1 (bigint)"],
    [{ at: new Date(0) }, "`variant.at` to be JSON, got an object"],
    [new Map(), "`variant` to be JSON, got an object"],
    [[undefined], "`variant[0]` to be JSON, got undefined"],
    [() => 1, "`variant` to be JSON, got a function"],
  ])("refuses %o", (value, words) => {
    expect(() => canonicalJson(value as JsonValue)).toThrow(`SessionClient: expected ${words}`);
  });

  it("names the option it is told", () => {
    expect(() => canonicalJson(NaN, "SessionPool", "session.variant")).toThrow(
      "SessionPool: expected `session.variant` to be JSON",
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reversed(part)]),
  );
}
