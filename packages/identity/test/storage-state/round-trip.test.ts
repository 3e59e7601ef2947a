import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createHttpIdentity,
  createIdentityCodec,
  fromStorageState,
  toStorageState,
  type StorageState,
  type StorageStateCookie,
} from "../../src/index.ts";
import { setCookie, url } from "../support/arbitraries.ts";
import { createTestClock } from "../support/clock.ts";

const NOW_S = Date.UTC(2026, 0, 1) / 1000;
const LAST_US = 400 * 24 * 60 * 60 * 1_000_000;

/** What Chromium can hold and report. */
const cookie: fc.Arbitrary<StorageStateCookie> = fc
  .record({
    name: fc.constantFrom("a", "b", "__Secure-c", "é"),
    value: fc.oneof(
      fc.constantFrom("", "1", "x=y", '"q"'),
      fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", " b", "%"), maxLength: 5 }),
    ),
    domain: fc.constantFrom(
      "shop.example",
      ".shop.example",
      "www.shop.example",
      ".co.shop.example",
      "localhost",
      "127.0.0.1",
    ),
    path: fc.constantFrom("/", "/a", "/a/b"),
    expires: fc.oneof(
      fc.constant(-1),
      fc.integer({ min: 1, max: LAST_US }).map((us) => (NOW_S * 1_000_000 + us) / 1_000_000),
    ),
    httpOnly: fc.boolean(),
    sameSite: fc.constantFrom<StorageStateCookie["sameSite"]>("Strict", "Lax", "None"),
    partition: fc.option(
      fc.record({
        partitionKey: fc.constantFrom("https://shop.example", "https://top.example"),
        _crHasCrossSiteAncestor: fc.boolean(),
      }),
      { nil: undefined },
    ),
    secure: fc.boolean(),
  })
  .map(({ partition, secure, value, ...rest }) => ({
    ...rest,
    value: value.trim(),
    secure:
      secure || rest.sameSite === "None" || rest.name.startsWith("__") || partition !== undefined,
    ...partition,
  }));

const identityOf = ({
  name,
  domain,
  path,
  partitionKey,
  _crHasCrossSiteAncestor: bit,
}: StorageStateCookie) => JSON.stringify([name, domain, path, partitionKey, bit]);

const state: fc.Arbitrary<StorageState> = fc.record({
  cookies: fc.uniqueArray(cookie, { selector: identityOf, maxLength: 12 }),
  origins: fc.array(
    fc.record({
      origin: fc.constantFrom("https://shop.example", "http://localhost:3000"),
      localStorage: fc.array(fc.record({ name: fc.string(), value: fc.string() }), {
        maxLength: 3,
      }),
      indexedDB: fc.array(
        fc.record({ name: fc.string(), version: fc.nat(), stores: fc.constant([]) }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

describe("storageState", () => {
  const clock = createTestClock(NOW_S * 1000);
  const codec = createIdentityCodec({ now: clock.now });

  it("survives the way to an identity and back, and the codec in between", () => {
    fc.assert(
      fc.property(state, (browser) => {
        const identity = fromStorageState(browser, { now: clock.now });
        expect(toStorageState(identity)).toEqual(browser);
        expect(
          toStorageState(codec.decode(JSON.parse(JSON.stringify(codec.encode(identity))))),
        ).toEqual(browser);
      }),
      { numRuns: 300 },
    );
  });

  it("carries every cookie of a jar, but for an unset SameSite, which becomes Lax", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(setCookie, url), { maxLength: 12 }), url, (steps, target) => {
        const identity = createHttpIdentity({ now: clock.now });
        for (const [header, from] of steps) identity.cookies.setCookie(header, from);
        const back = fromStorageState(toStorageState(identity), { now: clock.now });
        const expected = identity.cookies
          .cookies()
          .map((record) => ({ ...record, sameSite: record.sameSite ?? "lax" }));
        expect(back.cookies.cookies()).toEqual(expected);
        expect(back.cookies.cookieHeader(target)).toBe(identity.cookies.cookieHeader(target));
      }),
      { numRuns: 300 },
    );
  });

  it("shares nothing with the identity", () => {
    const origins = [{ origin: "https://shop.example", localStorage: [{ name: "k", value: "v" }] }];
    const identity = fromStorageState({ cookies: [], origins });
    origins[0]?.localStorage.push({ name: "late", value: "1" });
    const first = toStorageState(identity);
    first.origins.pop();
    expect(toStorageState(identity).origins).toEqual([
      { origin: "https://shop.example", localStorage: [{ name: "k", value: "v" }] },
    ]);
  });

  it("takes a proxy and headers along", () => {
    const identity = fromStorageState(
      { cookies: [], origins: [] },
      { proxy: "http://p:1", headers: { "user-agent": "x" } },
    );
    expect(String(identity)).toBe(
      "HttpIdentity(cookies: 0, proxy: http://p:1, headers: user-agent)",
    );
  });

  it.each([undefined, null, [], {}, { cookies: [] }, { cookies: {}, origins: [] }])(
    "refuses %j for a state",
    (wrong) => {
      expect(() => fromStorageState(wrong as unknown as StorageState)).toThrow(
        /^fromStorageState: expected `state` to be \{ cookies, origins \}, got /,
      );
    },
  );
});
