import type { CrawlerMaker } from "./crawler.ts";

const LOADERS = {
  "no pool": () => import("./without-pool.ts"),
  "Crawlee's own pool": () => import("./own-pool.ts"),
  "@sessionary/crawlee": () => import("./sessionary.ts"),
} satisfies Record<string, () => Promise<{ open(size?: number): Promise<CrawlerMaker> }>>;

export type CrawlerName = keyof typeof LOADERS;

/** Loads the one that is measured, and none of the others. */
export async function openCrawler(name: CrawlerName, size?: number): Promise<CrawlerMaker> {
  const { open } = await LOADERS[name]();
  return open(size);
}
