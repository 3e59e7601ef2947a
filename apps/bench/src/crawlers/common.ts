import { Configuration, type CheerioCrawlerOptions } from "crawlee";
import { CONCURRENCY, type OnPage } from "./crawler.ts";

/** Alike for all: no waiting to scale up, nothing on disk, no log. */
export function commonOptions(onPage: OnPage): CheerioCrawlerOptions {
  return {
    minConcurrency: CONCURRENCY,
    maxConcurrency: CONCURRENCY,
    maxRequestRetries: 20,
    requestHandler: async (context) => onPage(context),
    statisticsOptions: { saveErrorSnapshots: false },
  };
}

/** Everything in memory, and a storage of its own for each crawl. */
export function ownConfiguration(): Configuration {
  return new Configuration({ persistStorage: false, purgeOnStart: false });
}
