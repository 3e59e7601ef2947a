import type { CheerioCrawler, CheerioCrawlingContext } from "crawlee";

/** What the pages of a crawl are told. */
export type OnPage = (context: CheerioCrawlingContext) => void;

/** Makes CheerioCrawlers that all get their sessions from one place. */
export interface CrawlerMaker {
  make(onPage: OnPage): CheerioCrawler;
  close(): Promise<void>;
}

/** Requests that a crawler has open at the same time, from its first second on. */
export const CONCURRENCY = 32;
