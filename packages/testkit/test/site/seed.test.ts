import { expect, test } from "vitest";

import { createTestSite, type SessionTruth, type TestSiteOptions } from "../../src/index.ts";
import { Visitor } from "./visitor.ts";

const OPTIONS: TestSiteOptions = {
  ban: { afterUses: [4, 20] },
  expire: { afterUses: [4, 20] },
  variants: { B: 0.3 },
  wrongLocation: 0.2,
  failures: 0.1,
  throttle: { everyUses: [3, 6], retryAfterMs: 0 },
};

/** What befell each session, without what timing decides. */
function fates(sessions: readonly SessionTruth[]): object[] {
  return sessions.map((session) => ({ ...session, createdAt: 0, lastUseAt: 0, maxInFlight: 0 }));
}

async function visitOneByOne(seed: number): Promise<object[]> {
  await using site = await createTestSite({ ...OPTIONS, seed });
  for (let visit = 0; visit < 8; visit++) await new Visitor(site).askTimes(30);
  return fates(site.truth().sessions);
}

/** The same visits, all at once, each visitor's requests in turn with everybody else's. */
async function visitTogether(seed: number): Promise<object[]> {
  await using site = await createTestSite({ ...OPTIONS, seed });
  const visitors = Array.from({ length: 8 }, () => new Visitor(site));
  for (const visitor of visitors) await visitor.ask("/product/1");
  await Promise.all(visitors.toReversed().map((visitor) => visitor.askTimes(29)));
  return fates(site.truth().sessions);
}

test("the same seed gives every session the same fate, whoever else is there", async () => {
  const alone = await visitOneByOne(5);
  expect(alone.length).toBe(8);
  expect(await visitOneByOne(5)).toEqual(alone);
  expect(await visitTogether(5)).toEqual(alone);
});

test("another seed gives other fates and other prices", async () => {
  expect(await visitOneByOne(6)).not.toEqual(await visitOneByOne(5));
  await using one = await createTestSite({ seed: 1 });
  await using same = await createTestSite({ seed: 1 });
  await using other = await createTestSite({ seed: "two" });
  expect(one.price(1, "04662")).toBe(same.price(1, "04662"));
  expect(one.price(1, "04662")).not.toBe(other.price(1, "04662"));
});
