import { expect, test } from "vitest";
import { ProxyAgent } from "undici";

import { createTestProxies, createTestSite } from "../../src/index.ts";
import { StillClock, Visitor } from "./visitor.ts";

test("a session is served as often as its ban allows, then gets 403 for good", async () => {
  await using site = await createTestSite({ ban: { afterUses: 3 } });
  const visitor = new Visitor(site);
  const answers = await visitor.askTimes(5);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 403, 403]);
  expect(answers[3]?.text).toContain("banned");
  expect(site.session(1)).toMatchObject({
    uses: 3,
    requests: 5,
    banned: { atUse: 3, reason: "uses" },
  });
  expect(site.truth().totals).toMatchObject({ served: 3, banned: 2, bannedSessions: 1 });
});

test("the API says so in JSON", async () => {
  await using site = await createTestSite({ ban: { afterUses: 1 } });
  const answers = await new Visitor(site).askTimes(2, "/api/product/1");
  expect(answers[1]).toMatchObject({ status: 403, text: '{"error":"banned"}' });
});

test("sessions draw their own number of uses", async () => {
  await using site = await createTestSite({ ban: { afterUses: [2, 6] } });
  const lives = new Set<number | undefined>();
  for (let number = 1; number <= 30; number++) {
    await new Visitor(site).askTimes(7);
    lives.add(site.session(number)?.banned?.atUse);
  }
  expect([...lives].map(Number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6]);
});

test("more uses a second than allowed ban at once", async () => {
  const clock = new StillClock();
  await using site = await createTestSite({ clock, ban: { perSecond: 2 } });
  const visitor = new Visitor(site);
  await visitor.askTimes(2);
  clock.time += 1000;
  expect((await visitor.askTimes(2)).map(({ status }) => status)).toEqual([200, 200]);
  clock.time += 999;
  expect((await visitor.ask("/")).status).toBe(403);
  expect(site.session(1)?.banned).toEqual({ atUse: 4, reason: "rate" });
});

test("a session bound to its address is banned on another one", async () => {
  await using site = await createTestSite({ bindToAddress: true });
  await using proxies = await createTestProxies(2);
  const statuses: number[] = [];
  let cookie = "";
  for (const proxy of [proxies[0], proxies[0], proxies[1], proxies[0]]) {
    const dispatcher = new ProxyAgent(proxy?.url ?? "");
    const response = await fetch(site.url, { headers: { cookie }, dispatcher } as RequestInit);
    await response.text();
    cookie ||= response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    statuses.push(response.status);
    await dispatcher.close();
  }
  expect(statuses).toEqual([200, 200, 403, 403]);
  expect(site.session(1)).toMatchObject({
    address: "127.0.0.2",
    addresses: ["127.0.0.2", "127.0.0.3"],
    banned: { atUse: 2, reason: "address" },
  });
});

test("addresses are reported and change nothing unless sessions are bound to them", async () => {
  await using site = await createTestSite();
  await using proxies = await createTestProxies(1);
  const visitor = new Visitor(site);
  await visitor.ask("/");
  const dispatcher = new ProxyAgent(proxies[0]?.url ?? "");
  const answer = await visitor.ask("/", { dispatcher } as RequestInit);
  await dispatcher.close();
  expect(answer.status).toBe(200);
  expect(site.session(1)?.addresses).toEqual(["127.0.0.1", "127.0.0.2"]);
});

test("a test can ban a session itself", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.ask("/");
  site.ban(visitor.cookies.get("sid") ?? "");
  expect((await visitor.ask("/")).status).toBe(403);
  expect(site.session(1)?.banned).toEqual({ atUse: 1, reason: "told" });
});

test("a session that isn't there can't be banned, and the cookie stays out of the message", async () => {
  await using site = await createTestSite();
  expect(() => site.ban(7)).toThrow("TestSite: there is no session number 7");
  expect(() => site.ban("secret")).toThrow("TestSite: there is no session with that cookie");
  expect(() => site.ban(7)).toThrow(expect.objectContaining({ code: "ERR_SITE_SESSION_UNKNOWN" }));
});
