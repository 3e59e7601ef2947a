import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { StillClock, Visitor } from "./visitor.ts";

test("a session ends by age", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock, expire: { maxAgeMs: 700 } });
  const visitor = new Visitor(site);
  await visitor.ask("/");
  clock.time += 700;
  expect((await visitor.ask("/product/1")).text).toContain("Product 1");
  clock.time += 1;
  const late = await visitor.ask("/product/1");
  expect(late.status).toBe(200);
  expect(late.text).toContain("session expired");
  expect(late.text).not.toContain("zip_code");
  expect(site.session(1)?.expired).toEqual({ atUse: 2, reason: "age" });
  expect(site.truth().totals).toMatchObject({ served: 2, expired: 1, expiredSessions: 1 });
});

test("a session ends by idleness, counted from its last use", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock, expire: { maxIdleMs: 100 } });
  const visitor = new Visitor(site);
  for (let use = 0; use < 3; use++) {
    expect((await visitor.ask("/")).text).toContain("zip_code");
    clock.time += 100;
  }
  clock.time += 1;
  expect((await visitor.ask("/")).text).toContain("session expired");
  expect(site.session(1)?.expired).toEqual({ atUse: 3, reason: "idle" });
});

test("a session ends by uses, and stays ended", async () => {
  await using site = await createTestSite({ expire: { afterUses: 2, answer: "401" } });
  const answers = await new Visitor(site).askTimes(4);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
  expect(site.session(1)?.expired).toEqual({ atUse: 2, reason: "uses" });
});

test("sessions draw their own age", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock, expire: { maxAgeMs: [100, 900] } });
  const visitors = Array.from({ length: 40 }, () => new Visitor(site));
  for (const visitor of visitors) await visitor.ask("/");
  clock.time += 500;
  for (const visitor of visitors) await visitor.ask("/");
  const { expiredSessions } = site.truth().totals;
  expect(expiredSessions).toBeGreaterThan(8);
  expect(expiredSessions).toBeLessThan(32);
});

test("a test can end a session itself", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.ask("/");
  site.expire(1);
  expect((await visitor.ask("/")).text).toContain("session expired");
  expect(site.session(1)?.expired).toEqual({ atUse: 1, reason: "told" });
});

test("a banned session stays banned past its age", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({
    clock,
    expire: { maxAgeMs: 10 },
    ban: { afterUses: 1 },
  });
  const visitor = new Visitor(site);
  await visitor.askTimes(2);
  clock.time += 11;
  expect((await visitor.ask("/")).status).toBe(403);
  expect(site.session(1)?.expired).toBeUndefined();
});
