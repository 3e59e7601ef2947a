import {
  AdaptivePlaywrightCrawler,
  BasicCrawler,
  CheerioCrawler,
  ProxyConfiguration,
  PuppeteerCrawler,
} from "crawlee";
import { describe, expect, it } from "vitest";
import { createCrawleePool, withSessionPool } from "../src/index.ts";
import { configuration, watchedPool } from "./support/crawl.ts";

const expectRefusal = (act: () => unknown) =>
  expect(() => {
    act();
  });

describe("a pool", () => {
  it.each<[object, string]>([
    [{ pol: {} }, "unknown option `pol`, did you mean `pool`?"],
    [{ pool: { size: 0 } }, "expected `pool.size` to be"],
    [{ check: "x" }, "createCrawleePool: expected `check` to be a function"],
    [{ classify: 1 }, "createCrawleePool: expected `classify` to be a function"],
    [{ init: 7 }, "expected `init` to be a function, a URL or { url, ... }, got 7"],
    [{ init: {} }, "expected `init` to be a function, a URL or { url, ... }"],
    [
      { prepare: () => 1 },
      "expected `prepare` to be left out: change requests in `preNavigationHooks`",
    ],
    [
      { proxies: ["socks5://proxy:1"] },
      "proxies of a protocol that this client speaks (http, https)",
    ],
    [{ proxies: ["http://user:secret@:0"] }, "proxies[0]"],
    [{ headers: { cookie: "a=1" } }, "headers"],
    [{ userAgent: "" }, "userAgent"],
    [{ httpClient: {} }, "`httpClient` to be an HTTP client of Crawlee"],
    [{ profiles: {} }, "`profiles` to be a list"],
    [{ profiles: [1] }, "`profiles[0]` to be a profile"],
    [{ profiles: [{ match: "a", check: 1 }] }, "`profiles[0].check` to be a function"],
  ])("refuses %j", (options, message) => {
    expectRefusal(() => createCrawleePool(options)).toThrow(message);
    expectRefusal(() => createCrawleePool(options)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }),
    );
    expectRefusal(() => createCrawleePool(options)).not.toThrow("secret");
  });

  it("refuses what is no object", () => {
    expectRefusal(() => createCrawleePool(null as never)).toThrow(
      "`options` to be an object, got null",
    );
  });

  it("needs a client to build sessions by requests before a crawler has taken it", async () => {
    const pool = watchedPool({ init: "http://127.0.0.1:1/", pool: { maxBadInits: 1 } });
    const sessions = await pool.sessions.open("shop.example");
    await expect(sessions.warm(1)).rejects.toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
      cause: { message: expect.stringContaining("`httpClient`") },
    });
  });
});

describe("a crawler", () => {
  const expectCrawler = (options: object, crawlerClass = CheerioCrawler) => {
    const Crawler = withSessionPool(crawlerClass) as unknown as new (...args: object[]) => object;
    return expectRefusal(() => new Crawler(options, configuration()));
  };
  const sessionPool = createCrawleePool();

  it.each<[object, string]>([
    [
      {},
      "CheerioCrawler: expected `sessionPool` to be what createCrawleePool() returns, got undefined",
    ],
    [
      { sessionPool: { getSession: () => 1 } },
      "expected `sessionPool` to be what createCrawleePool()",
    ],
    [{ sessionPool, useSessionPool: false }, "expected `useSessionPool` to be left out"],
    [{ sessionPool, sessionPoolOptions: {} }, "expected `sessionPoolOptions` to be left out"],
    [
      { sessionPool, proxyConfiguration: new ProxyConfiguration({ proxyUrls: ["http://a:1"] }) },
      "expected `proxyConfiguration` to be left out: a session keeps its proxy",
    ],
  ])("refuses %o", (options, message) => {
    expectCrawler(options).toThrow(message);
    expectCrawler(options).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });

  it("leaves the rest to Crawlee", () => {
    expectCrawler({ sessionPool, maxRequestRetris: 1 }).toThrow("maxRequestRetris");
    expectRefusal(
      () =>
        new (withSessionPool(BasicCrawler))(
          { sessionPool, useSessionPool: true } as never,
          configuration(),
        ),
    ).not.toThrow();
  });

  it("that is adaptive is refused", () => {
    expectRefusal(() => withSessionPool(AdaptivePlaywrightCrawler)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }),
    );
  });

  it("with Puppeteer is refused", () => {
    expectCrawler(
      { sessionPool, launchContext: { launcher: {} } },
      PuppeteerCrawler as never,
    ).toThrow();
  });

  it.each([undefined, {}, Map, () => undefined])("is made of no other class: %o", (value) => {
    expectRefusal(() => withSessionPool(value as never)).toThrow(
      "withSessionPool: expected `crawler` to be a crawler class of Crawlee 3.18",
    );
  });
});
