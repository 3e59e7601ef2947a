// A shop lets in only who runs its script, and bans its visitors after a while. Sessions are let in by a browser, collect prices with
// fetch, go on with axios, and end in a browser again: to the shop, each of them is one and the same visitor all the time.
import { parseArgs } from "node:util";
import { withSessions } from "@sessionary/axios";
import type { SessionClient } from "@sessionary/core";
import { createSessionFetch } from "@sessionary/fetch";
import { createBrowserSessions, inBrowser, type BrowserVisit } from "@sessionary/playwright";
import { createTestProxies, createTestSite } from "@sessionary/testkit";
import { chromiumLaunch } from "@sessionary/testkit/chromium";
import axios from "axios";
import { chromium } from "playwright-core";

const { values } = parseArgs({ options: { json: { type: "boolean" }, seed: { type: "string" } } });
const strict = { entry: "home", bindToUserAgent: true, bindToAddress: true } as const;
const ban = { afterUses: [12, 24] } as const;
await using site = await createTestSite({ seed: values.seed ?? "1", ...strict, ban });
await using proxies = await createTestProxies(3, { username: "user", password: "secret" });
await using browser = await chromium.launch(chromiumLaunch(chromium));

const gate = `${site.origin}/js`;
const common = { pool: { size: 3, retries: 10 }, proxies: proxies.map(({ url }) => url) };

/** Lets a session in: its cookies say so from then on. */
async function letIn({ page }: Pick<BrowserVisit, "page">): Promise<void> {
  await page.goto(gate);
  await page.waitForSelector("[data-challenge=passed]");
}

// 1. Each session is built in the browser; the pages are asked for over HTTP.
const fetch = createSessionFetch({ ...common, init: inBrowser(browser, letIn) });
const byFetch = await collect(1, 30, async (url) => (await fetch(url)).text());

// 2. Another client goes on with the same sessions: cookies, proxy and user agent come along.
const http = withSessions(axios.create(), { ...common, init: inBrowser(browser, letIn) });
await handOver(fetch.sessions, http.sessions);
const byAxios = await collect(31, 60, async (url) => (await http.get<string>(url)).data);

// 3. And back into the browser, where nobody has to run the script again.
await using tabs = createBrowserSessions(browser, { ...common, init: letIn });
await handOver(http.sessions, tabs.sessions);
const byBrowser = await collect(61, 63, (url) =>
  tabs.withPage(async ({ page }) => (await page.goto(url))?.text() ?? "", { url }),
);

type Sessions = Pick<SessionClient, "open" | "close">;

/** Takes the sessions of the shop from one client to another. */
async function handOver(from: Sessions, to: Sessions): Promise<void> {
  const { host } = new URL(site.origin);
  const sessions = await (await from.open(host)).export();
  await from.close();
  await (await to.open(host)).import(sessions);
}

/** Loads these products, and answers how many show the right price. */
async function collect(
  first: number,
  last: number,
  load: (url: string) => Promise<string>,
): Promise<number> {
  const products = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const answers = products.map(async (product) => {
    const html = await load(`${site.origin}/product/${product}`);
    return Number(/class="price">([\d.]+)</.exec(html)?.[1]) === site.price(product, "10001");
  });
  return (await Promise.all(answers)).filter(Boolean).length;
}

// ---------------------------------------------------------------------------------------------------------------------

const stats = [fetch.sessions, http.sessions, tabs.sessions].map((sessions) => sessions.stats());
const sum = (counts: readonly number[]): number =>
  counts.reduce((total, count) => total + count, 0);
const result = {
  pages: 63,
  right: byFetch + byAxios + byBrowser,
  sessions: sum(stats.map(({ init }) => init.passed)),
  retries: sum(stats.map(({ use }) => sum(Object.values(use)) - use.ok)),
};
const addresses = Math.max(...site.truth().sessions.map((session) => session.addresses.length));
console.log(
  `${result.right} of ${result.pages} prices are right: ${byFetch} by fetch, ${byAxios} by axios, ${byBrowser} by the browser. ` +
    `Every visitor of the shop came from ${addresses} address.`,
);
if (values.json === true) console.log(JSON.stringify(result));
process.exitCode = result.right === result.pages ? 0 : 1;
