import { isSessionaryError } from "@sessionary/core";
import { expect, test } from "vitest";

import { createTestSite, type TestSiteOptions } from "../../src/index.ts";

const refused: readonly (readonly [given: object, message: string])[] = [
  [{ bann: {} }, "TestSite: unknown option `bann`, expected one of seed, host, clock, cookieName,"],
  [
    { ban: { uses: 3 } },
    "TestSite: unknown option `ban.uses`, expected one of afterUses, perSecond",
  ],
  [{ ban: 3 }, "TestSite: expected `ban` to be an object, got 3 (number)"],
  [
    { ban: { afterUses: 0 } },
    "TestSite: expected `ban.afterUses` to be an integer >= 1, or a pair [min, max] of them, got 0 (number)",
  ],
  [{ ban: { afterUses: [5, 4] } }, "got [5, 4] (array)"],
  [{ ban: { afterUses: 1.5 } }, "got 1.5 (number)"],
  [{ ban: { perSecond: NaN } }, "expected `ban.perSecond` to be an integer >= 1, got NaN (number)"],
  [
    { expire: { maxAgeMs: -1 } },
    "expected `expire.maxAgeMs` to be a finite number >= 0, or a pair",
  ],
  [{ expire: { maxIdleMs: Infinity } }, "expected `expire.maxIdleMs`"],
  [
    { expire: { answer: "440" } },
    'expected `expire.answer` to be "page" or "401", got "440" (string)',
  ],
  [{ bindToAddress: "yes" }, 'expected `bindToAddress` to be true or false, got "yes" (string)'],
  [
    { variants: { A: 0.5 } },
    'expected `variants.A` to be named by letters, digits and _, and not "A"',
  ],
  [
    { variants: { B: 0.6, C: 0.6 } },
    "expected `variants` to be shares that add up to 1 at most, got 1.2",
  ],
  [{ wrongLocation: 2 }, "expected `wrongLocation` to be a number from 0 to 1, got 2 (number)"],
  [
    { wrongLocation: { afterUses: 3 } },
    "expected `wrongLocation.share` to be a number from 0 to 1, got undefined",
  ],
  [
    { throttle: { retryAfterMs: "1" } },
    'expected `throttle.retryAfterMs` to be a number >= 0, got "1" (string)',
  ],
  [
    { failures: { share: 0.1, answer: 404 } },
    "expected `failures.answer` to be an integer from 500 to 599",
  ],
  [
    { outage: { fromRequest: 1 } },
    "expected `outage.requests` to be an integer >= 1, got undefined",
  ],
  [{ latencyMs: [1, 0] }, "expected `latencyMs`"],
  [{ products: 0 }, "expected `products` to be an integer >= 1, got 0 (number)"],
  [{ defaultZip: "123" }, 'expected `defaultZip` to be five digits, got "123" (string)'],
  [{ cookieName: "a b" }, "expected `cookieName`"],
  [{ clock: {} }, "expected `clock` to be an object with a method now()"],
  [{ seed: NaN }, "expected `seed` to be a text or a finite number, got NaN (number)"],
  [{ entry: "nowhere" }, 'expected `entry` to be "anywhere" or "home", got "nowhere" (string)'],
  [{ logSize: -1 }, "expected `logSize` to be an integer >= 0, got -1 (number)"],
];

test.each(refused)("refuses %j", async (given, message) => {
  const error: unknown = await createTestSite(given as TestSiteOptions).catch(
    (caught: unknown) => caught,
  );
  expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
  expect(String(error)).toContain(message);
});

test("keeps a password out of the refusal", async () => {
  const options = { accounts: { bob: ["hunter2"] } } as unknown as TestSiteOptions;
  const error: unknown = await createTestSite(options).catch((caught: unknown) => caught);
  expect(String(error)).toContain(
    "expected `accounts.bob` to be a password, got a value of type object",
  );
  expect(String(error)).not.toContain("hunter2");
});

test("every trouble is off by default", async () => {
  await using site = await createTestSite();
  for (let page = 0; page < 50; page++) await (await fetch(`${site.origin}/product/1`)).text();
  expect(site.truth().totals).toMatchObject({
    requests: 50,
    sessions: 50,
    served: 50,
    right: 50,
    wrong: 0,
  });
});
