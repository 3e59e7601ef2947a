import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createHttpIdentity,
  createIdentityCodec,
  type CookieRecord,
  type HttpIdentity,
  type IdentityCodec,
  type JsonValue,
} from "../../src/index.ts";
import { MAX_PER_SITE } from "../../src/cookies/limits.ts";
import { setCookieNamed, url } from "../support/arbitraries.ts";
import { createTestClock, type TestClock } from "../support/clock.ts";

const SHOP = "https://shop.example/";

interface Lab {
  readonly clock: TestClock;
  readonly codec: IdentityCodec;
  /** The same session as another process goes on with it. */
  changed(json: JsonValue, change: (identity: HttpIdentity) => unknown): JsonValue;
  base(...headers: readonly string[]): JsonValue;
}

function createLab(): Lab {
  const clock = createTestClock();
  const codec = createIdentityCodec({ now: clock.now });
  const changed: Lab["changed"] = (json, change) => {
    const identity = codec.decode(json);
    change(identity);
    return codec.encode(identity);
  };
  const base = (...headers: readonly string[]): JsonValue => {
    const identity = createHttpIdentity({ now: clock.now });
    identity.cookies.setCookies(headers, SHOP);
    return codec.encode(identity);
  };
  return { clock, codec, changed, base };
}

const set =
  (...headers: readonly string[]) =>
  (identity: HttpIdentity): number =>
    identity.cookies.setCookies(headers, SHOP);

function sent({ codec }: Lab, json: JsonValue): string {
  return codec.decode(json).cookies.cookieHeader(SHOP);
}

describe("identityCodec.revision", () => {
  it("changes with the cookies, by expiry too, and with nothing else", () => {
    const { clock, codec } = createLab();
    const identity = createHttpIdentity({ now: clock.now });
    const fresh = codec.revision(identity);
    identity.cookies.setCookie("sid=1; Max-Age=1", SHOP);
    const used = codec.revision(identity);
    expect(used).not.toBe(fresh);
    identity.cookies.cookieHeader(SHOP);
    expect(codec.revision(identity)).toBe(used);
    clock.advance(1_000);
    expect(codec.revision(identity)).not.toBe(used);
  });

  it("is unknown once others have added properties", () => {
    const { codec } = createLab();
    expect(codec.revision(Object.assign(createHttpIdentity(), { token: "t" }))).toBeUndefined();
  });
});

describe("identityCodec.merge", () => {
  it("keeps what either side set, changed or deleted", () => {
    const lab = createLab();
    const base = lab.base("kept=0", "a=0", "b=0", "c=0", "d=0");
    const mine = lab.changed(base, set("a=1", "b=; Max-Age=0", "mine=1"));
    const theirs = lab.changed(base, set("c=1", "d=; Max-Age=0", "theirs=1"));
    const merged = lab.codec.merge(base, mine, theirs);
    expect(sent(lab, merged)).toBe("kept=0; a=1; c=1; mine=1; theirs=1");
  });

  it("prefers mine where both changed, added or deleted one cookie", () => {
    const lab = createLab();
    const base = lab.base("a=0", "gone=0", "back=0");
    const mine = lab.changed(base, set("a=mine", "gone=; Max-Age=0", "back=1", "new=mine"));
    const theirs = lab.changed(base, set("a=theirs", "gone=1", "back=; Max-Age=0", "new=theirs"));
    expect(sent(lab, lab.codec.merge(base, mine, theirs))).toBe("a=mine; back=1; new=mine");
    expect(sent(lab, lab.codec.merge(base, theirs, mine))).toBe("a=theirs; gone=1; new=theirs");
  });

  it("prefers the cookie that was set anew later", () => {
    const lab = createLab();
    const base = lab.base("a=0");
    const mine = lab.changed(base, set("a=; Max-Age=0", "a=early"));
    lab.clock.advance(1);
    const theirs = lab.changed(base, set("a=; Max-Age=0", "a=late"));
    expect(sent(lab, lab.codec.merge(base, mine, theirs))).toBe("a=late");
    expect(sent(lab, lab.codec.merge(base, theirs, mine))).toBe("a=late");
  });

  it("prefers the cookie that was renewed later", () => {
    const lab = createLab();
    const base = lab.base("a=0; Max-Age=60");
    const mine = lab.changed(base, set("a=early; Max-Age=60"));
    lab.clock.advance(1);
    const theirs = lab.changed(base, set("a=late; Max-Age=60"));
    expect(sent(lab, lab.codec.merge(base, mine, theirs))).toBe("a=late");
    expect(sent(lab, lab.codec.merge(base, theirs, mine))).toBe("a=late");
  });

  it("takes a cookie that has expired meanwhile for deleted, unless the other side renewed it", () => {
    const lab = createLab();
    const base = lab.base("a=0; Max-Age=1", "b=0; Max-Age=1", "kept=0");
    const renewed = lab.changed(base, set("a=1; Max-Age=60", "kept=1"));
    lab.clock.advance(1_000);
    const expired = lab.changed(base, set("other=1"));
    expect(sent(lab, lab.codec.merge(base, expired, renewed))).toBe("a=1; kept=1; other=1");
    expect(sent(lab, lab.codec.merge(base, renewed, expired))).toBe("a=1; kept=1; other=1");
  });

  it("tells cookies apart as a jar does", () => {
    const lab = createLab();
    const base = lab.base();
    const kinds = [
      "a=host",
      "a=domain; Domain=shop.example",
      "a=path; Path=/deep",
      "a=chips; Secure; Partitioned; SameSite=None",
    ];
    const mine = lab.changed(base, set(...kinds.slice(0, 2)));
    const theirs = lab.changed(base, set(...kinds.slice(2)));
    const merged = lab.codec.decode(lab.codec.merge(base, mine, theirs));
    const values = merged.cookies.cookies().map(({ value }) => value);
    expect(values.sort()).toEqual(["chips", "domain", "host", "path"]);
  });

  it("leaves no more cookies than a jar can hold", () => {
    const lab = createLab();
    const base = lab.base();
    const many = (side: string): string[] =>
      Array.from({ length: MAX_PER_SITE - 10 }, (_, each) => `${side}${each}=1`);
    const mine = lab.changed(base, set(...many("m")));
    const theirs = lab.changed(base, set(...many("t")));
    const merged = lab.codec.decode(lab.codec.merge(base, mine, theirs));
    expect(merged.cookies.size).toBe(MAX_PER_SITE);
  });

  it("merges the proxy, the headers, origins and added properties one by one", () => {
    const lab = createLab();
    const whole = (
      proxy: string,
      agent: string,
      stored: readonly [string, string],
      added: object,
    ): JsonValue =>
      lab.codec.encode(
        Object.assign(
          createHttpIdentity({
            proxy: `http://${proxy}:1`,
            headers: { "user-agent": agent },
            origins: stored.map((value, index) => ({
              origin: `https://${index}.example`,
              localStorage: [{ name: "k", value }],
            })),
          }),
          added,
        ),
      );
    const base = whole("p0", "x0", ["0", "0"], { kept: 0, gone: 0, both: 0 });
    const mine = whole("p1", "x0", ["1", "0"], { kept: 0, both: 1, mine: [1] });
    const theirs = whole("p0", "x2", ["0", "2"], {
      kept: 0,
      gone: 0,
      both: 2,
      theirs: { deep: 2 },
    });
    const merged = whole("p1", "x2", ["1", "2"], {
      kept: 0,
      both: 1,
      mine: [1],
      theirs: { deep: 2 },
    });
    expect(lab.codec.merge(base, mine, theirs)).toEqual(merged);
    const agents = (agent: string): JsonValue => whole("p", agent, ["0", "0"], {});
    const both = lab.codec.merge(agents("x0"), agents("x1"), agents("x2"));
    expect(both).toEqual(agents("x1"));
  });

  it("keeps a property of any name, and pollutes nothing", () => {
    const { codec } = createLab();
    const withOddName = (value: number): JsonValue => {
      const identity = createHttpIdentity();
      Object.defineProperty(identity, "__proto__", { value: { value }, enumerable: true });
      return codec.encode(identity);
    };
    const merged = codec.merge(codec.encode(createHttpIdentity()), withOddName(1), withOddName(2));
    expect(JSON.stringify(merged)).toBe(JSON.stringify(withOddName(1)));
  });

  it("refuses what no codec has written, and shows no secret", () => {
    const lab = createLab();
    const good = lab.base();
    const bad = { ...(good as object), version: 2, proxy: "secret" };
    for (const [one, two, three] of [
      [bad, good, good],
      [good, bad, good],
      [good, good, bad],
    ])
      expect(() => lab.codec.merge(one, two, three)).toThrow(
        "identityCodec: expected `version` to be 1, got 2 (number)",
      );
  });
});

describe("any two histories of one session", () => {
  /** Cookies that only one side ever touches after the base, or both. */
  const names = { mine: ["m", "n"], theirs: ["t", "u"], both: ["a", "", "__Host-a"] };

  type Step = { readonly header: string; readonly from: string; readonly waitMs: number };

  const steps = (from: readonly string[]): fc.Arbitrary<Step[]> =>
    fc.array(
      fc.record({
        header: setCookieNamed(fc.constantFrom(...from)),
        from: url,
        waitMs: fc.constantFrom(0, 1_000, 100_000),
      }),
      { maxLength: 10 },
    );

  const all = [...names.mine, ...names.theirs, ...names.both];

  /** Each side goes on with the base on a clock of its own; they are merged when both are over. */
  function histories(base: readonly Step[], mine: readonly Step[], theirs: readonly Step[]) {
    const live = (
      json: JsonValue | undefined,
      startAt: number | undefined,
      each: readonly Step[],
    ) => {
      const clock = createTestClock(startAt);
      const codec = createIdentityCodec({ now: clock.now });
      const identity =
        json === undefined ? createHttpIdentity({ now: clock.now }) : codec.decode(json);
      for (const { header, from, waitMs } of each) {
        identity.cookies.setCookie(header, from);
        clock.advance(waitMs);
      }
      return { json: codec.encode(identity), endAt: clock.now() };
    };
    const start = live(undefined, undefined, base);
    const sides = [
      live(start.json, start.endAt, mine),
      live(start.json, start.endAt, theirs),
    ] as const;
    const nowAt = Math.max(sides[0].endAt, sides[1].endAt);
    const codec = createIdentityCodec({ now: () => nowAt });
    // As it would be saved now.
    const saved = (json: JsonValue): JsonValue => codec.encode(codec.decode(json));
    return { codec, saved, base: start.json, mine: sides[0].json, theirs: sides[1].json };
  }

  function cookiesOf(codec: IdentityCodec, json: JsonValue): Map<string, CookieRecord> {
    const cookies = codec.decode(json).cookies.cookies();
    return new Map(
      cookies.map((cookie) => {
        const { name, domain, path, hostOnly, partition } = cookie;
        return [JSON.stringify({ name, domain, path, hostOnly, partition }), cookie];
      }),
    );
  }

  it("are merged to the one that changed anything", () => {
    fc.assert(
      fc.property(steps(all), steps(all), (before, after) => {
        const { codec, saved, base, mine } = histories(before, after, []);
        expect(codec.merge(base, mine, base)).toEqual(saved(mine));
        expect(codec.merge(base, base, mine)).toEqual(saved(mine));
        expect(codec.merge(base, mine, mine)).toEqual(saved(mine));
      }),
      { numRuns: 300 },
    );
  });

  it("lose no change that only one of them made, whichever is mine", () => {
    fc.assert(
      fc.property(steps(all), steps(names.mine), steps(names.theirs), (before, one, other) => {
        const { codec, base, mine, theirs } = histories(before, one, other);
        const merged = codec.merge(base, mine, theirs);
        expect(codec.merge(base, theirs, mine)).toEqual(merged);
        const found = cookiesOf(codec, merged);
        const sides = { mine: cookiesOf(codec, mine), theirs: cookiesOf(codec, theirs) };
        for (const key of new Set([
          ...found.keys(),
          ...sides.mine.keys(),
          ...sides.theirs.keys(),
        ])) {
          const { name } = JSON.parse(key) as CookieRecord;
          // Neither side touched the others: both have them as they were.
          const side = names.mine.includes(name) ? sides.mine : sides.theirs;
          expect(found.get(key)).toEqual(side.get(key));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are merged cookie by cookie to what one of them holds, in an order that a jar keeps", () => {
    fc.assert(
      fc.property(steps(all), steps(all), steps(all), (before, one, other) => {
        const { codec, saved, base, mine, theirs } = histories(before, one, other);
        const merged = codec.merge(base, mine, theirs);
        expect(saved(merged)).toEqual(merged);
        const [ours, others] = [cookiesOf(codec, mine), cookiesOf(codec, theirs)];
        for (const [key, cookie] of cookiesOf(codec, merged))
          expect([ours.get(key), others.get(key)]).toContainEqual(cookie);
      }),
      { numRuns: 300 },
    );
  });
});
