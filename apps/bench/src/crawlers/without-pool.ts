import { CheerioCrawler } from "crawlee";
import { commonOptions, ownConfiguration } from "./common.ts";
import type { CrawlerMaker } from "./crawler.ts";

/** No sessions, no cookies. */
export async function open(): Promise<CrawlerMaker> {
  return {
    make: (onPage) =>
      new CheerioCrawler(
        { ...commonOptions(onPage), useSessionPool: false, persistCookiesPerSession: false },
        ownConfiguration(),
      ),
    close: async () => undefined,
  };
}
