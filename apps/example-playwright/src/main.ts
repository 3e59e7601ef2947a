// Collects prices that depend on where the visitor is, with a browser, from a shop that bans its visitors and shows some of them a trial.
// Everything above the line is what you would write for a real shop.
import { parseArgs } from "node:util";
import { createBrowserSessions } from "@sessionary/playwright";
import { createTestProxies, createTestSite } from "@sessionary/testkit";
import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { chromium } from "playwright-core";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    pages: { type: "string", default: "24" },
    seed: { type: "string", default: "1" },
    screenshot: { type: "string", default: "screenshot.png" },
  },
});
const ZIP = "04662";
const ban = { afterUses: [6, 12] } as const;
await using site = await createTestSite({ seed: Number(values.seed), ban, variants: { B: 0.2 } });
await using proxies = await createTestProxies(3, { username: "demo", password: "secret" });

await using shop = createBrowserSessions(() => chromium.launch(chromiumLaunch(chromium)), {
  pool: { size: 3, retries: 10, maxBadInits: 20, acquireTimeoutMs: Infinity },
  proxies: proxies.map(({ url }) => url), // each session keeps the one it got
  pages: "reuse",
  init: async ({ page, check }) => {
    await page.goto(`${site.origin}/location`);
    await page.getByLabel("Zip code").fill(ZIP);
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(site.url);
    await check(); // one of these visitors in five is shown a trial: of no use here
  },
  check: async ({ page }) => {
    const [zip] = await page.locator(".zip_code").allInnerTexts();
    return zip === ZIP && (await page.locator("body[data-variant=A]").count()) === 1;
  },
});

/** The price on one product page. Bans, retries, locations: none of it is seen here. */
function collect(product: number): Promise<number> {
  return shop.withPage(
    async ({ page }) => {
      await page.goto(`${site.origin}/product/${product}`);
      if (product === 1) await page.screenshot({ path: values.screenshot });
      const [price] = await page.locator(".price").allInnerTexts();
      return Number(price);
    },
    { url: site.origin },
  );
}

// ---------------------------------------------------------------------------------------------------------------------

let retries = 0;
shop.sessions.on("lease:settled", ({ verdict }) => void (verdict === "ok" || (retries += 1)));
const products = Array.from({ length: Number(values.pages) }, (_, index) => index + 1);
const prices = await Promise.allSettled(products.map(collect));
const right = prices.filter(
  (price, index) => price.status === "fulfilled" && price.value === site.price(index + 1, ZIP),
).length;
for (const price of prices) if (price.status === "rejected") console.error(price.reason);
const sessions = shop.sessions.stats().init.passed;
const output = values.json ? console.error : console.log;
output(
  `${right} of ${products.length} prices right, by ${sessions} sessions and ${retries} retries; see ${values.screenshot}`,
);
if (values.json) console.log(JSON.stringify({ pages: products.length, right, sessions, retries }));
process.exitCode = right > 0 && right === products.length ? 0 : 1; // none asked for is none right
