// Crawls a shop through its links, from the list of products to every one of them, as a visitor who lives in 04662. The shop bans and
// misleads its visitors; the crawler never sees that.
import { parseArgs } from "node:util";
import { createCrawleePool, withSessionPool, type CrawleeInitContext } from "@sessionary/crawlee";
import { createTestSite } from "@sessionary/testkit";
import { CheerioCrawler, Configuration, log, LogLevel, type CheerioCrawlingContext } from "crawlee";

const { values } = parseArgs({
  options: { json: { type: "boolean" }, seed: { type: "string", default: "1" } },
});
const ZIP = "04662";
const PRODUCTS = 60;
await using shop = await createTestSite({
  seed: Number(values.seed),
  products: PRODUCTS,
  ban: { afterUses: [8, 20] },
  variants: { B: 0.2 }, // one visitor in five is shown a trial
  failures: 0.02,
});

const pool = createCrawleePool<object, CheerioCrawlingContext>({
  pool: { size: 4, maxBadInits: 20 },
  init: setLocation,
  check: ({ context, phase }) => phase === "init" || context?.$("[data-variant=A]").length === 1,
});

/** Makes a new session ready: fetches the form, reads its token, posts our zip code, looks at where that leads. */
async function setLocation({ send }: CrawleeInitContext): Promise<false | void> {
  const csrf = /name="csrf" value="(\w+)"/.exec(await (await send("/location")).text())?.[1] ?? "";
  const home = await (await send({ url: "/location", form: { csrf, zip: ZIP } })).text();
  if (!home.includes(ZIP) || !home.includes(`data-variant="A"`)) return false;
}

const prices = new Map<number, number>();
if (values.json === true) log.setLevel(LogLevel.OFF);
const crawler = new (withSessionPool(CheerioCrawler))(
  { sessionPool: pool, maxRequestRetries: 10, maxConcurrency: 4 },
  new Configuration({ persistStorage: false }),
);
crawler.router.addDefaultHandler(async ({ enqueueLinks }) => {
  await enqueueLinks({ selector: "a.product", label: "product" });
  await enqueueLinks({ selector: "a[rel=next]" });
});
crawler.router.addHandler("product", ({ request, $ }) => {
  prices.set(Number(request.url.split("/").at(-1)), Number($(".price").text()));
});
const { retryHistogram } = await crawler.run([`${shop.origin}/links`]);

const right = [...prices].filter(([product, price]) => price === shop.price(product, ZIP)).length;
const sessions = pool.sessions.stats().init.passed;
const retries = retryHistogram.reduce((sum, requests, times) => sum + (requests ?? 0) * times, 0);
await pool.close();
const pages = prices.size;
if (values.json === true) console.log(JSON.stringify({ pages, right, sessions, retries }));
else console.log(`${right} of ${pages} prices are right: ${sessions} sessions, ${retries} retries`);
process.exitCode = right === PRODUCTS ? 0 : 1;
