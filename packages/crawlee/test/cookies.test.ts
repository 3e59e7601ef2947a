import { createTestSite } from "@sessionary/testkit";
import { BasicCrawler, CheerioCrawler } from "crawlee";
import { expect, it } from "vitest";
import { crawl, watchedPool } from "./support/crawl.ts";

const ONE = { pool: { size: 1 } };

it("cookies of every redirect hop are the session's, and its next request carries them", async () => {
  await using site = await createTestSite();
  const pool = watchedPool(ONE);
  await crawl(CheerioCrawler, pool, [`${site.origin}/redirect/3`, `${site.origin}/cookies`], {
    maxConcurrency: 1,
  });
  const [, second, third, , last] = site.requests;
  expect(Object.keys(second?.cookies ?? {})).toContain("hop-3");
  expect(Object.keys(third?.cookies ?? {})).toEqual(expect.arrayContaining(["hop-3", "hop-2"]));
  expect(Object.keys(last?.cookies ?? {})).toEqual(
    expect.arrayContaining(["hop-1", "hop-2", "hop-3"]),
  );
});

it("so are those of sendRequest", async () => {
  await using site = await createTestSite();
  const pool = watchedPool(ONE);
  await crawl(BasicCrawler, pool, [`${site.origin}/redirect/2`, `${site.origin}/cookies`], {
    maxConcurrency: 1,
    requestHandler: ({ sendRequest }) => sendRequest(),
  });
  const last = site.requests.at(-1);
  expect(Object.keys(last?.cookies ?? {})).toEqual(expect.arrayContaining(["hop-1", "hop-2"]));
});

it("cookies stay inside their session", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 3 } });
  const urls = Array.from({ length: 12 }, (_, n) => `${site.origin}/product/${n + 1}`);
  const sids = new Map<string, Set<string>>();
  await crawl(CheerioCrawler, pool, urls, {
    requestHandler: ({ session, request }) => {
      const id = session?.id ?? "";
      sids.set(id, (sids.get(id) ?? new Set()).add(session?.getCookieString(request.url) ?? ""));
    },
  });
  expect(sids.size).toBe(3);
  const all = [...sids.values()].map((cookies) => [...cookies]);
  expect(all.every((cookies) => cookies.length === 1)).toBe(true);
  expect(new Set(all.flat()).size).toBe(3);
});

it("a cookie that the site takes back is gone", async () => {
  await using site = await createTestSite();
  const pool = watchedPool(ONE);
  const paths = ["/cookies/set?a=1", "/cookies/set?a=;%20Max-Age=0;%20Path=/", "/cookies"];
  await crawl(
    CheerioCrawler,
    pool,
    paths.map((path) => site.origin + path),
    { maxConcurrency: 1 },
  );
  expect(site.requests.map(({ cookies }) => cookies["a"])).toEqual([undefined, "1", undefined]);
});

it("cookies of a request are sent beside the session's", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ ...ONE, init: "/cookies/set?a=1" });
  await crawl(CheerioCrawler, pool, [
    { url: `${site.origin}/cookies`, headers: { cookie: "mine=2" } },
  ]);
  expect(site.requests.at(-1)?.cookies).toMatchObject({ a: "1", mine: "2" });
});

it("a session keeps its user agent and the headers that the client makes up, over all of its requests", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 4 }, init: "/" });
  const urls = Array.from({ length: 24 }, (_, n) => `${site.origin}/product/${n + 1}`);
  await crawl(CheerioCrawler, pool, urls, {
    requestHandler: ({ sendRequest }) => sendRequest({ url: `${site.origin}/echo` }),
  });
  const agents = new Map<number, Set<string>>();
  for (const { cookies, session, headers } of site.requests) {
    if (session === undefined || Object.keys(cookies).length === 0) continue;
    const made = ["user-agent", "sec-ch-ua", "accept-language"];
    const seen = made.map((name) => headers[name]).join(" ");
    agents.set(session, (agents.get(session) ?? new Set()).add(seen));
  }
  expect(agents.size).toBe(4);
  expect([...agents.values()].every((seen) => seen.size === 1)).toBe(true);
});

it("headers and userAgent of a pool are those of its sessions, and a request's own win", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({
    ...ONE,
    userAgent: "Mozilla/5.0 (Test)",
    headers: ({ slot }) => ({ "x-slot": String(slot), "x-own": "session" }),
    init: "/",
  });
  await crawl(CheerioCrawler, pool, [
    { url: `${site.origin}/echo`, headers: { "X-Own": "request" } },
  ]);
  const [init, page] = site.requests.map(({ headers }) => headers);
  expect(init).toMatchObject({ "user-agent": "Mozilla/5.0 (Test)", "x-own": "session" });
  expect(page).toMatchObject({
    "user-agent": "Mozilla/5.0 (Test)",
    "x-slot": "0",
    "x-own": "request",
  });
});
