import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { Visitor } from "./visitor.ts";

test("failures hit their share of the uses", async () => {
  await using site = await createTestSite({ failures: 0.3 });
  const visitor = new Visitor(site);
  const statuses = (await visitor.askTimes(100)).map(({ status }) => status);
  const failed = statuses.filter((status) => status === 500).length;
  expect(failed).toBeGreaterThan(15);
  expect(failed).toBeLessThan(45);
  expect(site.session(1)).toMatchObject({ uses: 100, failed, right: 100 - failed });
});

test("visitors without a session meet failures too", async () => {
  await using site = await createTestSite({ failures: { share: 1, answer: 502 } });
  expect((await new Visitor(site).ask("/echo")).status).toBe(502);
});

test("a failure can be a cut connection", async () => {
  await using site = await createTestSite({ failures: { share: 1, answer: "reset" } });
  const answered = site.waitFor("answer");
  await expect(new Visitor(site).ask("/product/1")).rejects.toThrow("fetch failed");
  expect(await answered).toMatchObject({ outcome: "failed", status: undefined, aborted: true });
});

test("an outage is met by a range of requests, and costs sessions nothing", async () => {
  await using site = await createTestSite({ outage: { fromRequest: 2, requests: 2 } });
  const visitor = new Visitor(site);
  const answers = await visitor.askTimes(4);
  expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 200]);
  expect(answers[1]?.headers.has("retry-after")).toBe(false);
  expect(site.session(1)).toMatchObject({ uses: 2, requests: 2 });
  expect(site.truth().totals).toMatchObject({ served: 2, down: 2, sessions: 1 });
});

test("a site that is down with 503 opens no session and comes back with the old ones", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.ask("/");
  await site.goDown("503");
  expect((await new Visitor(site).ask("/")).status).toBe(503);
  expect((await visitor.ask("/")).status).toBe(503);
  await site.goUp();
  expect((await visitor.ask("/")).status).toBe(200);
  expect(site.truth().totals).toMatchObject({ sessions: 1, down: 2, served: 2 });
});

test("a site that refuses connections comes back on the same port", async () => {
  await using site = await createTestSite();
  const { origin } = site;
  const visitor = new Visitor(site);
  await visitor.ask("/");
  await site.goDown("refuse");
  await site.goDown("refuse");
  const error: unknown = await visitor.ask("/").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await site.goUp();
  expect(site.origin).toBe(origin);
  expect((await visitor.ask("/")).status).toBe(200);
  expect(site.truth().totals).toMatchObject({ requests: 2, sessions: 1 });
});

test("a site that cuts connections reads the request first", async () => {
  await using site = await createTestSite();
  await site.goDown("reset");
  await expect(new Visitor(site).ask("/")).rejects.toThrow("fetch failed");
  expect(site.truth().totals).toMatchObject({ requests: 1, down: 1 });
});

test("one page alone is down", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  expect((await visitor.ask("/down?how=503")).status).toBe(503);
  await expect(visitor.ask("/down")).rejects.toThrow("fetch failed");
  expect((await visitor.ask("/")).status).toBe(200);
  expect(site.truth().totals).toMatchObject({ down: 2, served: 1 });
});

test("latency keeps a request open until its answer leaves", async () => {
  await using site = await createTestSite({ latencyMs: [1, 3] });
  const visitor = new Visitor(site);
  await visitor.ask("/");
  await Promise.all([visitor.ask("/product/1"), visitor.ask("/product/2")]);
  expect(site.session(1)).toMatchObject({ uses: 3, maxInFlight: 2 });
});
