// Collects prices that depend on where the visitor is, from a shop that bans, expires and misleads its visitors.
// Everything above the line is what you would write for a real shop.
import type { Exchange, Judgement } from "@sessionary/core";
import { createSessionFetch, type FetchInitContext } from "@sessionary/fetch";
import { listenForInterrupt } from "./interrupt.ts";
import { readOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import { renderTable, summarize } from "./report.ts";
import { startShop } from "./shop.ts";

const ZIP = "04662";
const options = readOptions();
const shop = await startShop(options);

const fetch = createSessionFetch({
  pool: {
    size: options.sessions,
    retries: 10, // the same page may meet a ban, an expired session and a 500 in a row
    maxBadInits: 20, // one new session in five is of no use here: the shop shows it a trial
    acquireTimeoutMs: Infinity, // all pages are asked for at once, and wait for a session in the pool
  },
  proxies: shop.proxies, // each session keeps the one it got
  init: setLocation,
  check: showsOurPrices,
});

/** Makes a new session ready: fetches the form, reads its token, posts our zip code, looks at where that leads. */
async function setLocation({ send, check }: FetchInitContext): Promise<false | void> {
  const form = await send("/location");
  const csrf = /name="csrf" value="(\w+)"/.exec(await form.text())?.[1];
  if (csrf === undefined) return false;
  const body = new URLSearchParams({ csrf, zip: ZIP });
  await check(await send("/location", { method: "POST", body }));
}

/** Judges every page, at init and in use, by what it shows: is it one of our location, and none of a trial? */
async function showsOurPrices({ reading }: Exchange): Promise<Judgement> {
  const html = await reading.text();
  if (html.includes("session expired")) return "expired";
  if (!html.includes(`class="zip_code">${ZIP}<`)) return invalid("another location");
  if (!html.includes(`data-variant="A"`)) return invalid("a trial");
  return "ok";
}

function invalid(reason: string): Judgement {
  return { verdict: "invalid", reason };
}

/** The price on one product page. Bans, retries, locations: none of it is seen here. */
async function collect(product: number, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${shop.origin}/product/${product}`, { signal });
  const price = /class="price">([\d.]+)</.exec(await response.text())?.[1];
  if (price === undefined)
    throw new Error(`product ${product}: no price, status ${response.status}`);
  return Number(price);
}

// ---------------------------------------------------------------------------------------------------------------------

const output = options.json ? process.stderr : process.stdout;
const interrupt = listenForInterrupt();
const progress = new Progress(output, options.pages, () => fetch.sessions.stats());
const failures: unknown[] = [];
const startedAt = performance.now();

const answers = await Promise.all(
  Array.from({ length: options.pages }, async (_, index) => {
    const product = index + 1;
    const price = await collect(product, interrupt.signal).catch((error: unknown) => {
      if (!interrupt.signal.aborted) failures.push(error);
    });
    if (!interrupt.signal.aborted) progress.advance();
    return price === shop.site.price(product, ZIP);
  }),
);

const tookMs = performance.now() - startedAt;
const stats = fetch.sessions.stats();
progress.end();
interrupt.forget();
await fetch.sessions.close({ drainTimeoutMs: 0 });
await shop[Symbol.asyncDispose]();

const right = answers.filter(Boolean).length;
const result = summarize({ pages: options.pages, right, seed: options.seed, tookMs, stats });
output.write(`${renderTable(result, stats, shop.site.truth().totals)}\n`);
for (const failure of failures.slice(0, 3)) console.error(failure);
if (options.json) console.log(JSON.stringify(result));
process.exitCode = interrupt.exitCode ?? (right === options.pages ? 0 : 1);
