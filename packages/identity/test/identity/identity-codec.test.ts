import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createHttpIdentity,
  createIdentityCodec,
  identityCodec,
  type HttpIdentity,
} from "../../src/index.ts";
import { setCookie, url } from "../support/arbitraries.ts";
import { createTestClock } from "../support/clock.ts";

const SHOP = "https://shop.example/";

function throughJson(identity: HttpIdentity, codec = identityCodec): HttpIdentity {
  return codec.decode(JSON.parse(JSON.stringify(codec.encode(identity))));
}

describe("identityCodec", () => {
  it("keeps everything an identity is", () => {
    const identity = createHttpIdentity({
      proxy: "socks5://us%40er:p%2Fss@[::1]:9",
      headers: { "User-Agent": "x", accept: "*/*" },
      origins: [{ origin: SHOP, localStorage: [{ name: "k", value: "v" }] }],
    });
    identity.cookies.setCookies(
      ["z=1", "a=2; Max-Age=60; Domain=shop.example", "p=3; Secure; Partitioned; SameSite=None"],
      SHOP,
    );
    const restored = throughJson(identity);
    expect(restored.cookies.cookies()).toEqual(identity.cookies.cookies());
    expect(restored.proxy).toEqual(identity.proxy);
    expect(Object.entries(restored.headers)).toEqual(Object.entries(identity.headers));
    expect(restored.origins).toEqual(identity.origins);
    expect(restored.cookies.cookieHeader(SHOP)).toBe("z=1; a=2; p=3");
  });

  it("keeps what others added, also under odd names", () => {
    const identity = createHttpIdentity();
    const added = { token: "t", nested: { list: [1, null, true, "x", { deep: [] }] } };
    Object.assign(identity, added, { absent: undefined });
    Object.defineProperty(identity, "__proto__", { value: { polluted: true }, enumerable: true });
    const restored = throughJson(identity);
    expect(restored).toMatchObject(added);
    expect(Object.keys(restored)).not.toContain("absent");
    expect(Object.getOwnPropertyDescriptor(restored, "__proto__")?.value).toEqual({
      polluted: true,
    });
    expect(String(restored)).toBe(String(identity));
  });

  it.each<[string, unknown, string]>([
    ["a function", () => 1, "a function"],
    ["a date", { at: new Date(0) }, "an object"],
    ["a map in a list", [new Map()], "an object"],
    ["NaN", Number.NaN, "a number"],
    ["a bigint", 1n, "a bigint"],
  ])("refuses to lose what was added and is not JSON: %s", (_, value, got) => {
    const identity = Object.assign(createHttpIdentity(), { token: value });
    const message = expect.stringMatching(
      `^identityCodec: expected \`identity.token.*\` to be JSON, got ${got}$`,
    );
    expect(() => identityCodec.encode(identity)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message }),
    );
  });

  it("leaves out cookies that expired while they were saved", () => {
    const clock = createTestClock();
    const identity = createHttpIdentity({ now: clock.now });
    identity.cookies.setCookies(["a=1; Max-Age=1", "b=1"], SHOP);
    const saved = identityCodec.encode(identity);
    clock.advance(1000);
    const restored = createIdentityCodec({ now: clock.now }).decode(saved);
    expect(restored.cookies.cookieHeader(SHOP)).toBe("b=1");
  });

  it("says which version it writes, and refuses others", () => {
    const saved = identityCodec.encode(createHttpIdentity());
    expect(saved).toMatchObject({ version: 1 });
    expect(() => identityCodec.decode({ ...(saved as object), version: 2 })).toThrow(
      "identityCodec: expected `version` to be 1, got 2 (number)",
    );
  });

  it.each<[string, unknown, string]>([
    [
      "nothing",
      undefined,
      "identityCodec: expected `json` to be an encoded identity, got undefined",
    ],
    ["a list", [], "identityCodec: expected `json` to be an encoded identity, got an array"],
    ["no version", {}, "identityCodec: expected `version` to be 1, got undefined"],
    [
      "a wrong proxy",
      { proxy: 5 },
      "identityCodec: expected `proxy` to be a string or null, got a number",
    ],
    ["a proxy that is none", { proxy: "secret" }, "identityCodec: expected `url` to be a URL like"],
    [
      "wrong headers",
      { headers: [] },
      "identityCodec: expected `headers` to be an object, got an array",
    ],
    [
      "a header with a line break",
      { headers: { a: "secret\n" } },
      "identityCodec: expected `headers[a]` to be a value HTTP can carry",
    ],
    [
      "wrong cookies",
      { cookies: {} },
      "identityCodec: expected `cookies` to be an array, got an object",
    ],
    [
      "a wrong cookie",
      { cookies: [{ name: "secret" }] },
      "identityCodec: expected `cookies[0]` to be a cookie that a browser could hold",
    ],
    [
      "wrong origins",
      { origins: null },
      "identityCodec: expected `origins` to be an array, got null",
    ],
    [
      "nothing added",
      { added: 1 },
      "identityCodec: expected `added` to be an object, got a number",
    ],
    [
      "an addition in the place of the jar",
      { added: { cookies: [] } },
      'identityCodec: expected `added` to be without what identities have, got "cookies" (string)',
    ],
  ])("refuses %s, and shows no secret", (name, change, message) => {
    const isWhole = ["nothing", "a list", "no version"].includes(name);
    const json = isWhole
      ? change
      : { ...(identityCodec.encode(createHttpIdentity()) as object), ...(change as object) };
    const act = () => identityCodec.decode(json);
    expect(act).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringContaining(message),
      }),
    );
    expect(act).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") }),
    );
  });

  it("loses no cookie, nor its order, from any history", () => {
    const step = fc.record({
      header: setCookie,
      from: url,
      waitMs: fc.constantFrom(0, 1000, 100_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), url, (steps, target) => {
        const clock = createTestClock();
        const codec = createIdentityCodec({ now: clock.now });
        const identity = createHttpIdentity({ now: clock.now });
        for (const { header, from, waitMs } of steps) {
          identity.cookies.setCookie(header, from);
          clock.advance(waitMs);
        }
        const restored = throughJson(identity, codec);
        expect(restored.cookies.cookies()).toEqual(identity.cookies.cookies());
        expect(restored.cookies.cookieHeader(target)).toBe(identity.cookies.cookieHeader(target));
        expect(codec.encode(restored)).toEqual(codec.encode(identity));
      }),
      { numRuns: 400 },
    );
  });
});
