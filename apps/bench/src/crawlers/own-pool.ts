import { CheerioCrawler } from "crawlee";
import { commonOptions, ownConfiguration } from "./common.ts";
import type { CrawlerMaker } from "./crawler.ts";

/** Crawlee's own session pool: with its defaults, or of so many sessions that live until they are blocked. */
export async function open(maxPoolSize?: number): Promise<CrawlerMaker> {
  const sized = maxPoolSize !== undefined && {
    maxPoolSize,
    sessionOptions: { maxUsageCount: 1e9 },
  };
  return {
    make: (onPage) =>
      new CheerioCrawler(
        {
          ...commonOptions(onPage),
          sessionPoolOptions: {
            persistenceOptions: { enable: false },
            ...sized,
          },
        },
        ownConfiguration(),
      ),
    close: async () => undefined,
  };
}
