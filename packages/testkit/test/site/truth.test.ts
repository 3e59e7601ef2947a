import { expect, test } from "vitest";

import { createTestSite, type SiteRequest } from "../../src/index.ts";
import { StillClock, Visitor } from "./visitor.ts";

const OUTCOMES = [
  "served",
  "refused",
  "banned",
  "expired",
  "throttled",
  "failed",
  "down",
  "aborted",
] as const;

test("every request has one outcome, and the sums agree with the sessions", async () => {
  await using site = await createTestSite({
    seed: 3,
    ban: { afterUses: [3, 9] },
    expire: { afterUses: [3, 9] },
    throttle: { everyUses: 4, retryAfterMs: 0 },
    failures: 0.1,
    variants: { B: 0.3 },
    wrongLocation: 0.3,
    outage: { fromRequest: 20, requests: 5 },
  });
  for (let visit = 0; visit < 10; visit++) {
    const visitor = new Visitor(site);
    await visitor.askTimes(9);
    await visitor.ask("/nowhere");
  }
  const { totals, sessions } = site.truth();
  expect(totals.requests).toBe(100);
  expect(OUTCOMES.reduce((sum, outcome) => sum + totals[outcome], 0)).toBe(100);
  for (const outcome of ["served", "banned", "expired", "throttled", "failed", "down"] as const) {
    expect(totals[outcome]).toBeGreaterThan(0);
    expect(site.requests.filter((request) => request.outcome === outcome)).toHaveLength(
      totals[outcome],
    );
  }
  expect(totals.served).toBe(totals.right + totals.wrong);
  expect(totals.failed).toBe(sessions.reduce((sum, { failed }) => sum + failed, 0));
  expect(totals.throttled).toBe(sessions.reduce((sum, { throttled }) => sum + throttled, 0));
  expect(totals.bannedSessions).toBe(sessions.filter(({ banned }) => banned).length);
  expect(sessions.map(({ number }) => number)).toEqual(sessions.map((_, index) => index + 1));
});

test("a snapshot doesn't change", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.ask("/");
  const before = site.truth();
  await visitor.ask("/");
  expect(before.totals.requests).toBe(1);
  expect(before.sessions[0]?.uses).toBe(1);
});

test("the log keeps the last requests with all there is to know", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock, logSize: 2 });
  const visitor = new Visitor(site);
  await visitor.askTimes(6, "/");
  await visitor.post("/echo?a=1", { b: "2" });
  expect(site.requests.map(({ number }) => number)).toEqual([6, 7]);
  expect(site.requests[1]).toMatchObject({
    at: clock.time,
    method: "POST",
    path: "/echo?a=1",
    headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" },
    cookies: { sid: site.session(1)?.id },
    body: "b=2",
    address: "127.0.0.1",
    session: 1,
    outcome: "served",
    status: 200,
  });
});

test("a site without a log keeps nothing", async () => {
  await using site = await createTestSite({ logSize: 0 });
  await new Visitor(site).askTimes(3);
  expect(site.requests).toEqual([]);
});

test("listeners hear of sessions, requests and answers until they leave", async () => {
  await using site = await createTestSite();
  const heard: string[] = [];
  const stop = site.on("session", ({ number }) => heard.push(`session ${number}`));
  site.on("request", ({ path, outcome }) => heard.push(`request ${path} ${outcome}`));
  site.on("answer", ({ path, outcome }) => heard.push(`answer ${path} ${outcome}`));
  const visitor = new Visitor(site);
  const answered = site.waitFor("answer");
  await visitor.ask("/");
  await answered;
  expect(heard).toEqual(["session 1", "request / undefined", "answer / served"]);
  stop();
  await new Visitor(site).ask("/product/1");
  expect(heard).not.toContain("session 2");
});

test("waiting picks the event that fits", async () => {
  await using site = await createTestSite();
  const waiting: Promise<SiteRequest> = site.waitFor(
    "request",
    ({ path }) => path === "/product/2",
  );
  const visitor = new Visitor(site);
  await visitor.ask("/product/1");
  await visitor.ask("/product/2");
  expect((await waiting).number).toBe(2);
});
