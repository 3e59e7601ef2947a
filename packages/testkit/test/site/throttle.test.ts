import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { StillClock, Visitor } from "./visitor.ts";

test("after every so many uses the session must wait", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({
    clock,
    throttle: { everyUses: 2, retryAfterMs: 1500 },
  });
  const visitor = new Visitor(site);
  for (let round = 0; round < 2; round++) {
    const answers = await visitor.askTimes(3);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers.get("retry-after")).toBe("2");
    clock.time += 1000;
    const early = await visitor.ask("/");
    expect(early.status).toBe(429);
    expect(early.headers.get("retry-after")).toBe("1");
    clock.time += 500;
  }
  expect(site.session(1)).toMatchObject({ uses: 4, requests: 8, throttled: 4, banned: undefined });
  expect(site.truth().totals).toMatchObject({ served: 4, throttled: 4 });
});

test("each round of throttling draws its own number of uses", async () => {
  await using site = await createTestSite({ throttle: { everyUses: [1, 8], retryAfterMs: 0 } });
  const gaps = new Map<number, number>();
  let gap = 0;
  for (const { status } of await new Visitor(site).askTimes(150)) {
    if (status === 200) gap += 1;
    else {
      gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
      gap = 0;
    }
  }
  expect([...gaps.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("more uses a second than allowed must wait", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock, throttle: { perSecond: 3 } });
  const visitor = new Visitor(site);
  const answers = await visitor.askTimes(4);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers[3]?.headers.get("retry-after")).toBe("1");
  clock.time += 1000;
  expect((await visitor.ask("/")).status).toBe(200);
});

test("sessions are throttled one by one", async () => {
  await using site = await createTestSite({ throttle: { everyUses: 1, retryAfterMs: 60_000 } });
  await new Visitor(site).askTimes(2);
  expect((await new Visitor(site).ask("/")).status).toBe(200);
  expect(site.truth().sessions.map(({ throttled }) => throttled)).toEqual([1, 0]);
});

test("a test can throttle a session itself", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock });
  const visitor = new Visitor(site);
  await visitor.ask("/");
  site.throttle(1, 3000);
  expect((await visitor.ask("/")).headers.get("retry-after")).toBe("3");
  clock.time += 3000;
  expect((await visitor.ask("/")).status).toBe(200);
});
