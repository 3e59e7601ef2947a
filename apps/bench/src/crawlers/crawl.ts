import { log } from "crawlee";
import type { CrawlerMaker, OnPage } from "./crawler.ts";

/** Crawls a list of pages. Fails when one of them does. */
export async function crawl(
  maker: CrawlerMaker,
  urls: readonly string[],
  onPage: OnPage,
): Promise<void> {
  log.setLevel(log.LEVELS.OFF);
  const crawler = maker.make(onPage);
  const { requestsFailed } = await crawler.run([...urls]);
  await crawler.teardown();
  if (requestsFailed > 0) throw new Error(`${requestsFailed} of ${urls.length} pages failed`);
}
