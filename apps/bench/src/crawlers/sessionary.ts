import { createCrawleePool, withSessionPool } from "@sessionary/crawlee";
import { CheerioCrawler } from "crawlee";
import { commonOptions, ownConfiguration } from "./common.ts";
import { CONCURRENCY, type CrawlerMaker } from "./crawler.ts";

const SessionCheerioCrawler = withSessionPool(CheerioCrawler);

/** One pool for all crawls, everything by default but for the size. */
export async function open(size: number = CONCURRENCY): Promise<CrawlerMaker> {
  const sessionPool = createCrawleePool({ pool: { size } });
  return {
    make: (onPage) =>
      new SessionCheerioCrawler({ ...commonOptions(onPage), sessionPool }, ownConfiguration()),
    close: () => sessionPool.close(),
  };
}
