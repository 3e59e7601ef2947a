/**
 * What do sessions cost a crawl?
 *
 * CheerioCrawler, 32 requests at a time, nothing on disk, pages of 2 kB with a Set-Cookie from a server in its own process. A round is a crawl
 * of 600 pages; rounds with sessions alternate with rounds without any in one child process, and the figure is the median of 9 ratios of pages a second.
 * The peer is Crawlee's own pool, by default: its first 1,000 requests each make a session.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openCrawler, type CrawlerName } from "../crawlers/by-name.ts";
import { crawl } from "../crawlers/crawl.ts";
import type { CrawlerMaker } from "../crawlers/crawler.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { compare, type Comparison, type Repeat } from "../rounds.ts";

const SERVER = fileURLToPath(new URL("../page-server.ts", import.meta.url));
const PAGES = 600;

export const crawling: Question = {
  name: "crawl",
  async ask() {
    const ours = await inChild<Comparison>(import.meta.url, "@sessionary/crawlee");
    const peer = await inChild<Comparison>(import.meta.url, "Crawlee's own pool");
    return [
      {
        question: "CheerioCrawler with our pool / without any pool",
        ours: { value: 1e9 / ours.subject, unit: "req/s" },
        reference: { value: 1e9 / ours.reference, unit: "req/s" },
        peers: [
          {
            name: "its own pool",
            value: 1e9 / peer.subject,
            unit: "req/s",
            ratio: 1 / peer.ratio,
          },
        ],
        ratio: 1 / ours.ratio,
        hold: { of: "ratio", bound: "least", limit: 0.95 },
      },
    ];
  },
};

export async function measure(name: CrawlerName): Promise<Comparison> {
  const server = fork(SERVER, { execArgv: ["--import", "tsx"] });
  const [port] = (await once(server, "message")) as [number];
  const origin = `http://127.0.0.1:${port}/same`;
  const subject = await openCrawler(name);
  const bare = await openCrawler("no pool");
  try {
    return await compare(crawls(subject, origin), crawls(bare, origin), {
      rounds: 9,
      times: PAGES,
      clock: "wall",
    });
  } finally {
    await subject.close();
    await bare.close();
    server.disconnect();
  }
}

function crawls(maker: CrawlerMaker, origin: string): Repeat {
  return async (times) => {
    const urls = Array.from({ length: times }, (_, page) => `${origin}?page=${page}`);
    await crawl(maker, urls, ({ body }) => {
      if (body.length < 2000) throw new Error("a page too short");
    });
  };
}
