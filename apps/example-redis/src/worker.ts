// One of the workers: a process that collects the pages it is told to. All workers use the same sessions, which are in Redis.
// Everything above the line is what you would write for a real shop: but for the store, it is what a single process does.
import { isSessionaryError, type Exchange, type Judgement } from "@sessionary/core";
import { createSessionFetch, type FetchInitContext } from "@sessionary/fetch";
import { redisStore } from "@sessionary/redis";
import { Redis } from "ioredis";
import type { FromWorker, ToWorker, WorkerSettings } from "./protocol.ts";

const settings = JSON.parse(process.argv[2] ?? "") as WorkerSettings;
const redis = new Redis(settings.redis);

const fetch = createSessionFetch({
  store: redisStore(redis),
  pool: {
    size: settings.size, // in all workers together
    leaseTimeoutMs: 3_000, // what a worker held returns that long after its death
    retries: 10, // the same page may meet a ban, an expired session and a 500 in a row
    maxBadInits: 20, // one new session in five is of no use here: the shop shows it a trial
  },
  proxies: settings.proxies, // each session keeps the one it got, whichever worker has it
  init: setLocation,
  check: showsOurPrices,
});

/** Makes a new session ready: fetches the form, reads its token, posts our zip code, looks at where that leads. */
async function setLocation({ send, check }: FetchInitContext): Promise<false | void> {
  const form = await send("/location");
  const csrf = /name="csrf" value="(\w+)"/.exec(await form.text())?.[1];
  if (csrf === undefined) return false;
  const body = new URLSearchParams({ csrf, zip: settings.zip });
  await check(await send("/location", { method: "POST", body }));
}

/** Judges every page, at init and in use, by what it shows: is it one of our location, and none of a trial? */
async function showsOurPrices({ reading }: Exchange): Promise<Judgement> {
  const html = await reading.text();
  if (html.includes("session expired")) return "expired";
  if (!html.includes(`class="zip_code">${settings.zip}<`)) return invalid("another location");
  if (!html.includes(`data-variant="A"`)) return invalid("a trial");
  return "ok";
}

function invalid(reason: string): Judgement {
  return { verdict: "invalid", reason };
}

/** The price on one product page. Bans, retries, locations, other workers and their deaths: none of it is seen here. */
async function collect(product: number): Promise<number> {
  const response = await fetch(`${settings.shop}/product/${product}`);
  const price = /class="price">([\d.]+)</.exec(await response.text())?.[1];
  if (price === undefined)
    throw new Error(`product ${product}: no price, status ${response.status}`);
  return Number(price);
}

/** The same, again where this process stood still for so long that its session went to another worker. */
async function collectForSure(product: number): Promise<number> {
  try {
    return await collect(product);
  } catch (error) {
    if (isSessionaryError(error, "ERR_LEASE_LOST")) return collectForSure(product);
    throw error;
  }
}

// ---------------------------------------------------------------------------------------------------------------------

let isFinishing = false;

function tell(message: FromWorker): void {
  // Whoever started it may be gone: then it ends, too.
  if (process.connected) process.send?.(message, () => undefined);
}

async function answer(page: number): Promise<void> {
  try {
    tell({ kind: "collected", page, price: await collectForSure(page) });
  } catch (error) {
    if (!isFinishing) tell({ kind: "failed", page, error: String(error) });
  }
  const { init, use, retired } = fetch.sessions.stats();
  tell({ kind: "counted", stats: { init, use, retired } });
}

async function finish(): Promise<void> {
  isFinishing = true;
  await fetch.sessions.close({ drainTimeoutMs: 0 }); // the sessions stay in Redis
  await redis.quit();
  process.disconnect();
}

process.on("message", (message: ToWorker) => {
  void (message.kind === "collect" ? answer(message.page) : finish());
});
process.on("disconnect", () => {
  if (!isFinishing) process.exit(1);
});
// Ctrl-C reaches every process of the terminal: what becomes of the workers is not theirs to decide.
process.on("SIGINT", () => undefined);
tell({ kind: "ready" });
