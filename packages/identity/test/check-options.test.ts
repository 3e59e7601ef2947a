import { describe, expect, it } from "vitest";
import {
  CookieJar,
  createHttpIdentity,
  createIdentityCodec,
  createProxyChooser,
  fromStorageState,
} from "../src/index.ts";

const STATE = { cookies: [], origins: [] };

const takers: Record<string, (options: never) => unknown> = {
  CookieJar: (options) => new CookieJar(options),
  HttpIdentity: (options) => createHttpIdentity(options),
  createIdentityCodec: (options) => createIdentityCodec(options),
  createProxyChooser: (options) => createProxyChooser([], options),
  fromStorageState: (options) => fromStorageState(STATE, options),
};

describe.each(Object.entries(takers))("the options of %s", (name, take) => {
  it("are refused when one is unknown", () => {
    expect(() => take({ nwo: 1 } as never)).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringContaining(`${name}: unknown option \`nwo\`, known are `),
      }),
    );
  });

  it("are refused when they are no object", () => {
    expect(() => take(null as never)).toThrow(
      `${name}: expected \`options\` to be an object, got null`,
    );
  });
});

it.each<[string, () => unknown]>([
  ["CookieJar: expected `now`", () => new CookieJar({ now: 5 as never })],
  ["HttpIdentity: expected `now`", () => createHttpIdentity({ now: 5 as never })],
  ["createIdentityCodec: expected `now`", () => createIdentityCodec({ now: 5 as never })],
  [
    "createProxyChooser: expected `random`",
    () => createProxyChooser(undefined, { random: 5 as never }),
  ],
  ["fromStorageState: expected `now`", () => fromStorageState(STATE, { now: 5 as never })],
  [
    "fromStorageState: expected `onRefused`",
    () => fromStorageState(STATE, { onRefused: 5 as never }),
  ],
])("%s is refused when it is no function", (message, act) => {
  expect(act).toThrow(`${message} to be a function, got a number`);
});
