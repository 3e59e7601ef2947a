import { createTestSite } from "@sessionary/testkit";
import { CheerioCrawler } from "crawlee";
import { describe, expect, it } from "vitest";
import { crawl, products, watchedPool } from "./support/crawl.ts";

describe("request.userData.session", () => {
  it("a key keeps to one session", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 4 } });
    const requests = products(site.origin, 20).map((url, n) => ({
      url,
      userData: { session: { key: `cart-${n % 2}` } },
    }));
    const sessions: Record<string, Set<unknown>> = {};
    await crawl(CheerioCrawler, pool, requests, {
      requestHandler: ({ session, request }) => {
        (sessions[request.userData["session"].key] ??= new Set()).add(session?.id);
      },
    });
    const [first, second] = Object.values(sessions);
    expect([first?.size, second?.size]).toEqual([1, 1]);
    expect(first).not.toEqual(second);
  });

  it("each variant has a pool of its own, built and checked for it", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({
      init: async ({ send, variant, check }) => {
        await check(await send({ url: "/api/location", json: variant }));
      },
      check: async ({ reading, variant }) =>
        (await reading.text()).includes((variant as { zip: string }).zip),
    });
    const requests = ["04662", "10001"].map((zip) => ({
      url: `${site.origin}/product/1`,
      uniqueKey: zip,
      userData: { session: { variant: { zip } } },
    }));
    const shown: string[] = [];
    await crawl(CheerioCrawler, pool, requests, {
      requestHandler: ({ $ }) => {
        shown.push($(".zip_code").text());
      },
    });
    expect(shown.toSorted()).toEqual(["04662", "10001"]);
    expect(pool.sessions.pools()).toHaveLength(2);
  });

  it("a pool by its name, and a session by its id", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pools: { mine: { size: 2 } } });
    const mine = await pool.sessions.open("mine");
    await mine.warm(2);
    const ids: unknown[] = [];
    const requestHandler = ({ session }: { session?: { id: string } }): unknown =>
      ids.push(session?.id);
    const inMine = { url: site.url, userData: { session: { pool: "mine" } } };
    await crawl(CheerioCrawler, pool, [inMine], { requestHandler });
    const [id] = ids;
    const byId = products(site.origin, 3).map((url) => ({
      url,
      userData: { session: { pool: "mine", id } },
    }));
    await crawl(CheerioCrawler, pool, byId, { requestHandler });
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(4);
    const gone = { url: site.url, userData: { session: { pool: "mine", id: "gone" } } };
    const crawled = await crawl(CheerioCrawler, pool, [gone]);
    expect(crawled).toMatchObject({
      failed: [{ error: { code: "ERR_SESSION_MISSING" } }],
      retries: 0,
    });
  });

  it("enabled: false crawls without a session", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ check: () => false });
    const requests = products(site.origin, 3).map((url) => ({
      url,
      userData: { session: { enabled: false } },
    }));
    const crawled = await crawl(CheerioCrawler, pool, requests);
    expect(crawled.handled).toHaveLength(3);
    expect(site.truth().totals.sessions).toBe(3);
    expect(pool.sessions.stats()).toMatchObject({ bypassed: 3, init: { passed: 0 } });
  });
});

it("limits of a session are kept however many requests a crawler has under way", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 3, maxUses: 2, maxConcurrency: 2 } });
  await crawl(CheerioCrawler, pool, products(site.origin, 20), { maxConcurrency: 10 });
  const { sessions, totals } = site.truth();
  expect(totals.right).toBe(20);
  expect(Math.max(...sessions.map(({ uses }) => uses))).toBeLessThanOrEqual(2);
  expect(pool.sessions.stats().retired["uses"]).toBeGreaterThanOrEqual(9);
});

it("a request gets another session each time, until the crawler's budget is spent", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 2 }, check: () => false });
  const tried: (string | undefined)[] = [];
  pool.sessions.on("lease:granted", ({ id }) => tried.push(id));
  const crawled = await crawl(CheerioCrawler, pool, [site.url], {
    maxSessionRotations: 4,
    maxRequestRetries: 1,
  });
  expect(crawled.failed).toHaveLength(1);
  expect([tried.length, new Set(tried).size]).toEqual([5, 5]);
});
