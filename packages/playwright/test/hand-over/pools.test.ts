import { withSessions } from "@sessionary/axios";
import { createSessionFetch } from "@sessionary/fetch";
import { createTestProxies, createTestSite, type TestSite } from "@sessionary/testkit";
import axios from "axios";
import { describe, expect, it } from "vitest";
import { createBrowserSessions, inBrowser } from "../../src/index.ts";
import { useBrowser } from "../identity/support/browser.ts";
import { passChallenge } from "./support/pass-challenge.ts";

const browser = useBrowser();
const SECRET = "You can run JavaScript.";

/** A site that knows its visitors by everything there is. */
function strictSite(): Promise<TestSite> {
  return createTestSite({ entry: "home", bindToUserAgent: true, bindToAddress: true });
}

describe("sessions built in a browser and used by axios", () => {
  it("are the same visitors: cookies, user agent and address", async () => {
    await using site = await strictSite();
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const http = withSessions(axios.create({ baseURL: site.origin }), {
      pool: { size: 2 },
      proxies: proxies.map(({ url }) => url),
      init: inBrowser(browser(), async ({ page, send, check }) => {
        await passChallenge(page, site.origin);
        await check(await send({ url: "/js" }));
      }),
      check: async ({ reading }) => (await reading.text()).includes(SECRET),
    });
    const pages = Array.from({ length: 4 }, () => http.get<string>("/js"));
    expect((await Promise.all(pages)).map(({ data }) => data.includes(SECRET))).toEqual(
      Array(4).fill(true),
    );
    await http.sessions.close();
    const { sessions, totals } = site.truth();
    expect(sessions.map(({ addresses }) => addresses.length)).toEqual([1, 1]);
    expect(totals.banned).toBe(0);
  });
});

describe("a pool of contexts and a pool of fetches", () => {
  it("hand their sessions over, there and back: cookies, storage, user agent and proxy", async () => {
    await using site = await strictSite();
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const urls = proxies.map(({ url }) => url);

    await using sessions = createBrowserSessions(browser(), {
      pool: { size: 2 },
      proxies: urls,
      init: async ({ page }) => {
        await passChallenge(page, site.origin);
        await page.evaluate("localStorage.theme = 'dark'");
      },
    });
    const target = { url: `${site.origin}/js` };
    await sessions.sessions.open("shop").then((pool) => pool.warm(2));
    const built = await sessions.sessions.pool("shop")?.export();
    if (built === undefined) throw new Error("no pool");
    expect(built.sessions).toHaveLength(2);

    // Over HTTP ...
    const fetch = createSessionFetch({ pool: { size: 2 } });
    const overHttp = await fetch.sessions.open("shop");
    await overHttp.import(JSON.parse(JSON.stringify(built)));
    for (const { id } of built.sessions) {
      const response = await fetch(target.url, { session: { pool: "shop", id } });
      expect(await response.text()).toContain(SECRET);
      await fetch(`${site.origin}/cookies/set?http=${id}`, { session: { pool: "shop", id } });
    }
    const used = await overHttp.export();
    await fetch.sessions.close();

    // ... and back.
    await using again = createBrowserSessions(browser(), { pool: { size: 2 } });
    await again.sessions.open("shop").then((pool) => pool.import(JSON.parse(JSON.stringify(used))));
    for (const { id } of built.sessions) {
      const seen = await again.withPage(
        async ({ page }) => {
          await page.goto(target.url);
          const shown = await page.locator(".secret").innerText();
          const theme = await page.evaluate<string>("localStorage.theme");
          const cookies = await page.context().cookies();
          return { shown, theme, http: cookies.find(({ name }) => name === "http")?.value };
        },
        { pool: "shop", id },
      );
      expect(seen).toEqual({ shown: SECRET, theme: "dark", http: id });
    }

    const truth = site.truth();
    expect(truth.sessions.map(({ addresses }) => addresses.length)).toEqual([1, 1]);
    expect(truth.totals.banned).toBe(0);
    const agents = new Set(site.requests.map(({ headers }) => headers["user-agent"]));
    expect(agents.size).toBe(1);
    expect([...agents][0]).not.toContain("Headless");
  });
});
