// Collects prices with several processes that share one pool of sessions in Redis, and kills one of them halfway. What each process does is
// in worker.ts, and is what you would write for a real shop. Here they are started and killed, and judged by what the shop has seen.
import { Fleet } from "./fleet.ts";
import { Headcount } from "./headcount.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { readOptions } from "./options.ts";
import { Pages } from "./pages.ts";
import { Progress } from "./progress.ts";
import { isGood, renderTable, summarize, type Run } from "./report.ts";
import { countSessions, startServer } from "./server.ts";
import { startShop } from "./shop.ts";
import { sum, totalsOf } from "./totals.ts";

const ZIP = "04662";
const options = readOptions();
const output = options.json ? process.stderr : process.stdout;
const interrupt = listenForInterrupt();
await using server = await startServer();
await using shop = await startShop(options);

const headcount = new Headcount(shop.site);
const pages = new Pages(options.pages);
const failures: string[] = [];
let startedAt = performance.now();

const worker = {
  redis: server.url,
  shop: shop.site.origin,
  proxies: shop.proxies,
  zip: ZIP,
  size: options.sessions,
};
const halfway = Math.floor(options.pages / 2);
await using fleet = new Fleet(
  { workers: options.workers, worker, pages, killAt: halfway },
  {
    started: () => (startedAt = performance.now()),
    advanced: () => progress.advance(),
    killed: (number, left) =>
      progress.note(`worker ${number} is killed; pages that it leaves to the others: ${left}`),
    failed: (what) => failures.push(what),
  },
);
const progress = new Progress(output, options.pages, () => {
  const { init, retired } = totalsOf(fleet.stats);
  return `${init["passed"] ?? 0} sessions built, ${sum(retired)} retired, at most ${headcount.mostAtOnce} alive at once`;
});
progress.note(
  `Redis ${server.url}, shop ${shop.site.origin}, workers ${fleet.pids.join(" ")} (process ids)`,
);

await Promise.race([fleet.whenDone, interrupt.happened]);

const tookMs = performance.now() - startedAt;
headcount.stop();
progress.end();
await fleet.finish();

const run: Run = {
  pages: options.pages,
  right: [...pages.prices].filter(([page, price]) => price === shop.site.price(page, ZIP)).length,
  seed: options.seed,
  size: options.sessions,
  workers: options.workers,
  workersKilled: fleet.killed,
  maxSessions: headcount.mostAtOnce,
  maxUsesOfOne: headcount.mostUsesOfOne,
  alive: await countSessions(server),
  tookMs,
  totals: totalsOf(fleet.stats),
  shop: shop.site.truth().totals,
};
output.write(`${renderTable(run)}\n`);
for (const failure of failures.slice(0, 3)) console.error(failure);
if (options.json) console.log(JSON.stringify(summarize(run)));
interrupt.forget();
process.exitCode = interrupt.exitCode ?? (isGood(run) && failures.length === 0 ? 0 : 1);
