import { describe, expect, it } from "vitest";
import { isSessionaryError } from "../../src/errors/sessionary-error.ts";
import {
  aBoolean,
  aFunction,
  aNumber,
  aString,
  anInteger,
  anObjectWith,
  anything,
  expectOptions,
  invalidOption,
  oneOf,
} from "../../src/options/expect.ts";

const rules = {
  retries: anInteger(0),
  maxErrors: anInteger(1, Infinity),
  share: aNumber("a number in [0, 1]", (value) => value >= 0 && value <= 1),
  name: aString,
  eager: aBoolean,
  init: aFunction,
  fill: oneOf("eager", "on-demand"),
  store: anObjectWith("open", "close"),
  size: oneOf("S", "M"),
  request: anything,
};

function messageOf(options: unknown, prefix?: string): string {
  try {
    expectOptions("Thing", options, rules, prefix);
  } catch (error) {
    if (isSessionaryError(error, "ERR_INVALID_OPTION")) return error.message;
    throw error;
  }
  return "accepted";
}

describe("expectOptions", () => {
  it("accepts what fits, and undefined as not given", () => {
    const options = {
      retries: 0,
      maxErrors: Infinity,
      share: 1,
      name: "a",
      eager: false,
      init: () => {},
      fill: "eager",
      store: { open: () => {}, close: () => {}, more: 1 },
      request: Symbol("anything"),
    };
    expect(messageOf(options)).toBe("accepted");
    expect(messageOf({ retries: undefined, unknown: undefined })).toBe("accepted");
    expect(messageOf({})).toBe("accepted");
  });

  it.each([
    [{ retries: -1 }, "`retries` to be an integer >= 0, got -1 (number)"],
    [{ retries: 1.5 }, "`retries` to be an integer >= 0, got 1.5 (number)"],
    [{ retries: NaN }, "`retries` to be an integer >= 0, got NaN (number)"],
    [{ retries: Infinity }, "`retries` to be an integer >= 0, got Infinity (number)"],
    [{ retries: "3" }, '`retries` to be an integer >= 0, got "3" (string)'],
    [{ retries: null }, "`retries` to be an integer >= 0, got null"],
    [{ maxErrors: 0n }, "`maxErrors` to be an integer >= 1 or Infinity, got 0 (bigint)"],
    [{ share: NaN }, "`share` to be a number in [0, 1], got NaN (number)"],
    [{ share: 1.1 }, "`share` to be a number in [0, 1], got 1.1 (number)"],
    [{ name: "" }, '`name` to be a non-empty string, got "" (string)'],
    [{ name: Symbol("secret") }, "`name` to be a non-empty string, got a symbol"],
    [{ eager: 1 }, "`eager` to be a boolean, got 1 (number)"],
    [{ init: [] }, "`init` to be a function, got an array"],
    [{ fill: "lazy" }, '`fill` to be "eager" or "on-demand", got "lazy" (string)'],
    [{ store: { open: () => {} } }, "`store` to be an object with open(), close(), got an object"],
    [{ store: () => {} }, "`store` to be an object with open(), close(), got a function"],
  ])("refuses %o", (options, words) => {
    expect(messageOf(options)).toBe(`Thing: expected ${words}`);
  });

  it.each([null, undefined, 1, [], () => {}])("refuses %s in the place of options", (options) => {
    expect(messageOf(options)).toMatch(/^Thing: expected `options` to be an object, got /);
  });

  it.each([
    ["maxError", "`maxError`, did you mean `maxErrors`?"],
    ["retires", "`retires`, did you mean `retries`?"],
    ["Size", "`Size`, did you mean `size`?"],
    ["proxies", "`proxies`"],
    ["toString", "`toString`"],
  ])("refuses the unknown key %s", (key, words) => {
    expect(messageOf({ [key]: 1 })).toBe(`Thing: unknown option ${words}`);
  });

  it("names keys with their prefix", () => {
    const prefix = 'pools["shop.example"].';
    expect(messageOf({ retries: -1 }, prefix)).toContain('`pools["shop.example"].retries`');
    expect(messageOf({ retriez: 1 }, prefix)).toContain(
      'did you mean `pools["shop.example"].retries`?',
    );
    expect(messageOf(1, prefix)).toContain('`pools["shop.example"]` to be an object');
  });
});

describe("invalidOption", () => {
  it("cuts long strings and escapes them", () => {
    const error = invalidOption("Thing", "name", "short", `"${"x".repeat(100)}`);
    expect(error.message).toBe(
      `Thing: expected \`name\` to be short, got "\\"${"x".repeat(39)}…" (string)`,
    );
  });

  it("shows no credentials of a URL and no content of objects and functions", () => {
    const proxy = invalidOption("Thing", "proxy", "a function", "http://me:secret@proxy:8000");
    expect(proxy.message).toContain('got "http://***@proxy:8000" (string)');
    for (const value of [{ token: "secret" }, ["secret"], () => "secret"]) {
      expect(invalidOption("Thing", "key", "a string", value).message).not.toContain("secret");
    }
  });
});
