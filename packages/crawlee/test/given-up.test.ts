import { createTestSite } from "@sessionary/testkit";
import { CheerioCrawler } from "crawlee";
import { describe, expect, it } from "vitest";
import { crawl, products, start, watchedPool } from "./support/crawl.ts";

const never = (): Promise<never> => new Promise(() => undefined);

describe("a request that its crawler gives up while it is judged", () => {
  it.each([
    ["check", { check: never }],
    ["classify", { classify: never }],
  ])("by a %s that never answers: the crawl goes on, and nobody is blamed", async (_, hooks) => {
    await using site = await createTestSite();
    const pool = watchedPool(hooks);
    const crawled = await crawl(CheerioCrawler, pool, [site.url], {
      maxRequestRetries: 1,
      requestHandlerTimeoutSecs: 1,
    });
    expect(crawled).toMatchObject({ handled: [], retries: 1 });
    expect(String(crawled.failed[0]?.error)).toContain("timed out");
    expect(pool.settled).toEqual(["inconclusive", "inconclusive"]);
    expect(pool.sessions.stats()).toMatchObject({ retired: {}, sessions: { leased: 0 } });
  });

  it("is not handled after all when the answer comes late", async () => {
    await using site = await createTestSite();
    let answer: (isGood: boolean) => void = () => undefined;
    const judged = new Promise<boolean>((resolve) => (answer = resolve));
    const pool = watchedPool({ check: () => judged });
    const crawled = await crawl(CheerioCrawler, pool, [site.url], {
      maxRequestRetries: 0,
      requestHandlerTimeoutSecs: 1,
      errorHandler: () => answer(true),
    });
    answer(true);
    await judged;
    expect(crawled).toMatchObject({ handled: [], failed: [expect.anything()] });
    expect(pool.settled).toEqual(["inconclusive"]);
  });

  it("by teardown(): it leaves nothing", async () => {
    await using site = await createTestSite();
    let teardown: Promise<void> | undefined;
    const pool = watchedPool({
      check: () => {
        teardown ??= crawler.teardown();
        return never();
      },
    });
    const { crawler, done } = start(CheerioCrawler, pool, products(site.origin, 6));
    await done;
    await teardown;
    expect(pool.settled).toHaveLength(pool.granted);
    expect(pool.sessions.stats()).toMatchObject({ retired: {}, sessions: { leased: 0 } });
  });
});
