import { createTestSite } from "@sessionary/testkit";
import { CheerioCrawler, SessionError } from "crawlee";
import { describe, expect, it } from "vitest";
import { crawl, watchedPool, type AnyContext, type CrawlOptions } from "./support/crawl.ts";

type Handler = NonNullable<CrawlOptions["requestHandler"]>;

/** Runs one request, once, and answers what it said about its session. */
async function verdictOf(requestHandler: Handler, options: CrawlOptions = {}): Promise<unknown> {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { maxErrors: 2 } });
  await crawl(CheerioCrawler, pool, [site.url], {
    maxRequestRetries: 0,
    maxSessionRotations: 0,
    requestHandler,
    ...options,
  });
  expect(pool.settled).toHaveLength(1);
  return [pool.settled[0], pool.reasons[0], pool.sessions.stats().retired];
}

const GOOD = ["ok", undefined, {}];
const BAD = ["error", "markBad()", {}];
const RETIRED = ["expired", "retire()", { expired: 1 }];

describe("what a handler says about its session", () => {
  it.each<[string, unknown, Handler]>([
    ["nothing", GOOD, () => undefined],
    ["markGood", GOOD, ({ session }) => session?.markGood()],
    ["markBad", BAD, ({ session }) => session?.markBad()],
    ["retire", RETIRED, ({ session }) => session?.retire()],
    ["a bug", GOOD, () => Promise.reject(new TypeError("a is not a function"))],
    ["a SessionError", RETIRED, () => Promise.reject(new SessionError("captcha"))],
  ])("%s", async (_, expected, handler) => {
    expect(await verdictOf(handler)).toEqual(expected);
  });

  it("counts once, and the worst counts", async () => {
    const many: Handler = ({ session }) => {
      session?.retire();
      session?.markBad();
      session?.markBad();
      session?.markGood();
    };
    expect(await verdictOf(many)).toEqual(RETIRED);
    expect(
      await verdictOf(({ session }) => {
        session?.markBad();
        session?.markGood();
        throw new Error("markBad, once more, says Crawlee");
      }),
    ).toEqual(BAD);
  });

  it("may be said by an error handler", async () => {
    const requestHandler = (): never => {
      throw new Error("a bug");
    };
    const options: CrawlOptions = {
      maxRequestRetries: 1,
      errorHandler: ({ session, request }) => {
        session?.markBad();
        request.noRetry = true;
      },
    };
    expect(await verdictOf(requestHandler, options)).toEqual(BAD);
  });

  it("does not bind a session that is good to an unanswered request: a time-out is no ban", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    const crawled = await crawl(CheerioCrawler, pool, [`${site.origin}/slow`], {
      maxRequestRetries: 0,
      navigationTimeoutSecs: 0.2,
    });
    expect(crawled.failed).toMatchObject([{ error: { message: /timed out/ } }].map(() => ({})));
    expect(pool.settled).toEqual(["inconclusive"]);
    expect(pool.sessions.stats().retired).toEqual({});
  });
});

it("a session that is retired is not used again, and the request goes on with another", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 1 } });
  const ids: (string | undefined)[] = [];
  const crawled = await crawl(CheerioCrawler, pool, [site.url], {
    requestHandler: ({ session }) => {
      ids.push(session?.id);
      if (ids.length <= 2) throw new SessionError("not this one");
    },
  });
  expect(crawled.handled).toEqual([site.url]);
  expect(new Set(ids).size).toBe(3);
});

it("userData is the session's, for all its requests", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 1 }, init: () => ({ userData: { visits: 0 } }) });
  const visits: unknown[] = [];
  await crawl(CheerioCrawler, pool, [site.url, `${site.origin}/product/1`], {
    maxConcurrency: 1,
    requestHandler: ({ session }) => {
      if (session === undefined) return;
      session.userData["visits"] += 1;
      visits.push(session.userData["visits"]);
    },
  });
  expect(visits).toEqual([1, 2]);
  const exported = await pool.sessions.pools()[0]?.export();
  expect(JSON.stringify(exported)).toContain(`"userData":{"visits":2}`);
});

it("retire() in a hook counts for more than what the page says", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { maxErrors: 3 } });
  await crawl(CheerioCrawler, pool, [`${site.origin}/status/403`], {
    maxSessionRotations: 0,
    postNavigationHooks: [({ session }: AnyContext) => session?.retire()],
  });
  expect(pool.sessions.stats().retired).toEqual({ expired: 1 });
});

it("a handler may send its own request once more, and waits for nobody but the site", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 2 } });
  const statuses: number[] = [];
  await crawl(CheerioCrawler, pool, [site.url], {
    maxRequestRetries: 0,
    requestHandler: async ({ request }) => {
      statuses.push((await pool.sessions.send(request)).status);
    },
  });
  expect(statuses).toEqual([200]);
  expect(pool.settled).toEqual(["ok", "ok"]);
});
