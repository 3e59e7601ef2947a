/**
 * How many requests does a crawl waste on a site that bans?
 *
 * CheerioCrawler crawls 2,000 pages of the test site, in its own process, which bans each visitor after 20 to 60 pages, throttles some with 429
 * and `Retry-After: 1`, and fails one page in a hundred. Pages a second, and the requests that brought no page, by the site's own
 * count: the median of 3 crawls, each from the start. The peers are Crawlee's own pool, of 32 sessions like ours and by default.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { SiteTotals } from "@sessionary/testkit";
import { openCrawler, type CrawlerName } from "../crawlers/by-name.ts";
import { crawl } from "../crawlers/crawl.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import type { Row } from "../row.ts";
import { median } from "../statistics.ts";

const SHOP = fileURLToPath(new URL("../shop-server.ts", import.meta.url));
const PAGES = 2000;
const CRAWLS = 3;

interface Waste {
  readonly pagesASecond: number;
  /** Requests that brought no page, for each page. */
  readonly wasted: number;
}

export const crawlingWithBans: Question = {
  name: "crawl-with-bans",
  async ask() {
    const ours = await inChild<Waste>(import.meta.url, "@sessionary/crawlee", 32);
    const sized = await inChild<Waste>(import.meta.url, "Crawlee's own pool", 32);
    const byDefault = await inChild<Waste>(import.meta.url, "Crawlee's own pool");
    const row = (question: string, of: (waste: Waste) => number, unit: "req/s" | "x"): Row => ({
      question,
      ours: { value: of(ours), unit },
      peers: [
        { name: "its own pool, 32 sessions", value: of(sized), unit },
        { name: "its own pool by default", value: of(byDefault), unit },
      ],
    });
    return [
      row("CheerioCrawler on a site that bans: pages", ({ pagesASecond }) => pagesASecond, "req/s"),
      row("CheerioCrawler on a site that bans: wasted requests a page", (one) => one.wasted, "x"),
    ];
  },
};

export async function measure(name: CrawlerName, size?: number): Promise<Waste> {
  const crawls: Waste[] = [];
  for (let times = 0; times < CRAWLS; times++) crawls.push(await crawlOnce(name, size));
  return {
    pagesASecond: median(crawls.map(({ pagesASecond }) => pagesASecond)),
    wasted: median(crawls.map(({ wasted }) => wasted)),
  };
}

async function crawlOnce(name: CrawlerName, size: number | undefined): Promise<Waste> {
  const shop = fork(SHOP, { execArgv: ["--import", "tsx"] });
  const [origin] = (await once(shop, "message")) as [string];
  const maker = await openCrawler(name, size);
  const urls = Array.from({ length: PAGES }, (_, page) => `${origin}/product/${page + 1}`);
  try {
    const startedAt = performance.now();
    await crawl(maker, urls, ({ $ }) => {
      if ($(".price").length !== 1) throw new Error("a page without a price");
    });
    const tookMs = performance.now() - startedAt;
    shop.send("count");
    const [totals] = (await once(shop, "message")) as [SiteTotals];
    return {
      pagesASecond: (PAGES * 1000) / tookMs,
      wasted: (totals.requests - totals.right) / PAGES,
    };
  } finally {
    await maker.close();
    shop.disconnect();
  }
}
