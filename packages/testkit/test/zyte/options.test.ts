import { isSessionaryError } from "@sessionary/core";
import { expect, test } from "vitest";

import { createZyteEmulator, type ZyteEmulatorOptions } from "../../src/zyte/index.ts";

const refused: readonly (readonly [given: object, message: string])[] = [
  [{ key: "x" }, "ZyteEmulator: unknown option `key`, expected one of seed, host, clock, site,"],
  [{ sessions: { maxAge: 1 } }, "unknown option `sessions.maxAge`, expected one of maxAgeMs,"],
  [{ sessions: 1 }, "expected `sessions` to be an object, got 1 (number)"],
  [{ sessions: { maxAgeMs: 0 } }, "expected `sessions.maxAgeMs` to be a number >= 1, got 0"],
  [{ sessions: { maxIdleMs: NaN } }, "expected `sessions.maxIdleMs` to be a number >= 1, got NaN"],
  [{ sessions: { maxBans: 1.5 } }, "expected `sessions.maxBans` to be an integer >= 1, got 1.5"],
  [
    { sessions: { rememberedMs: [2, 1] } },
    "expected `sessions.rememberedMs` to be an integer >= 0",
  ],
  [{ sessions: { maxActive: 0 } }, "expected `sessions.maxActive` to be an integer >= 1, got 0"],
  [{ sessions: { mismatch: "422" } }, 'expected `sessions.mismatch` to be "ignore" or "refuse"'],
  [{ serverSessions: { maxIdleMs: 1 } }, "unknown option `serverSessions.maxIdleMs`"],
  [{ serverSessions: { maxBans: 0 } }, "expected `serverSessions.maxBans` to be an integer >= 1"],
  [{ limits: { perMinute: 1 } }, "unknown option `limits.perMinute`"],
  [{ limits: { userPerMinute: 0 } }, "expected `limits.userPerMinute` to be an integer >= 1"],
  [{ limits: { retryAfter: 1 } }, "expected `limits.retryAfter` to be true or false"],
  [{ troubles: { ban: 0.5 } }, "expected `troubles` to be"],
  [{ troubles: { "/server/internal": 2 } }, "expected `troubles./server/internal` to be a number"],
  [
    { troubles: { "/server/internal": 0.6, "/server/timed-out": 0.6 } },
    "expected `troubles` to be shares that add up to 1 at most, got 1.2",
  ],
  [{ hosts: { "Shop.example": "http://a" } }, "expected `hosts.Shop.example` to be named by"],
  [
    { hosts: { "shop.example": "https://a" } },
    "expected `hosts.shop.example` to be an http: origin",
  ],
  [{ forbiddenHosts: "a" }, "expected `forbiddenHosts` to be a list of host names"],
  [
    { withoutSetLocation: ["a:80"] },
    "expected `withoutSetLocation[0]` to be a lower-case host name",
  ],
  [{ apiKeys: [] }, "expected `apiKeys` to be a list with at least one key"],
  [{ serviceCookies: { a: "\n" } }, "expected `serviceCookies.a` to be printable ASCII"],
  [{ isBan: true }, "expected `isBan` to be a function, got true (boolean)"],
  [{ price: 1 }, "expected `price` to be a function, got 1 (number)"],
  [{ clock: {} }, "expected `clock` to be an object with now()"],
  [{ site: "http://127.0.0.1" }, "expected `site` to be an object with truth(), close()"],
  [{ seed: NaN }, "expected `seed` to be a text or a finite number, got NaN (number)"],
  [{ host: "" }, "expected `host` to be an address to listen on"],
  [{ addresses: 1 }, 'expected `addresses` to be "per-session" or "one"'],
  [{ experimentalCookies: true }, 'expected `experimentalCookies` to be "refuse" or "accept"'],
  [{ sessionWithContext: true }, 'expected `sessionWithContext` to be "refuse" or "accept"'],
  [{ logSize: -1 }, "expected `logSize` to be an integer >= 0, got -1 (number)"],
];

test.each(refused)("refuses %j", async (given, message) => {
  const error: unknown = await createZyteEmulator(given as ZyteEmulatorOptions).catch(
    (caught: unknown) => caught,
  );
  expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
  expect(String(error)).toContain(message);
});

test("keeps keys out of the refusal", async () => {
  for (const options of [{ apiKeys: "hunter2" }, { suspendedKeys: ["hunter2:"] }]) {
    const error: unknown = await createZyteEmulator(
      options as unknown as ZyteEmulatorOptions,
    ).catch((caught: unknown) => caught);
    expect(String(error)).toContain("got a value of type string");
    expect(String(error)).not.toContain("hunter2");
  }
});
