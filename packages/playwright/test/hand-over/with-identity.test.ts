import { createSessionFetch } from "@sessionary/fetch";
import { createHttpIdentity, type HttpIdentity } from "@sessionary/identity";
import { createTestProxies, createTestSite, type TestSite } from "@sessionary/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withIdentity } from "../../src/index.ts";
import { crash, launch, useBrowser } from "../identity/support/browser.ts";
import { passChallenge } from "./support/pass-challenge.ts";

const browser = useBrowser();
let site: TestSite;
beforeAll(async () => {
  site = await createTestSite();
});
afterAll(() => site.close());

const GONE = encodeURIComponent("; Path=/; Max-Age=0");

function set(cookies: string): string {
  return `${site.origin}/cookies/set?${cookies}`;
}

function cookiesOf(identity: HttpIdentity): Record<string, string> {
  return Object.fromEntries(identity.cookies.cookies().map(({ name, value }) => [name, value]));
}

async function cookiesIn(page: Page): Promise<unknown> {
  await page.goto(`${site.origin}/cookies`);
  return JSON.parse(await page.evaluate<string>("document.body.innerText"));
}

describe("an HTTP session in a browser", () => {
  it("is the same visitor, and goes on over HTTP with what it got there", async () => {
    await using strict = await createTestSite({
      entry: "home",
      bindToUserAgent: true,
      bindToAddress: true,
    });
    await using proxies = await createTestProxies(1, { username: "user", password: "secret" });
    const fetch = createSessionFetch({
      pool: { size: 1 },
      proxies: proxies.map(({ url }) => url),
      userAgent: "Mine/1.0",
      init: strict.url,
    });
    const page = `${strict.origin}/js`;
    expect(await (await fetch(page)).text()).toContain("pending");
    const secret = await fetch.sessions.use(
      ({ session, signal }) =>
        withIdentity(
          browser(),
          session.state,
          async (visit) => {
            await passChallenge(visit.page, strict.origin);
            return visit.page.locator(".secret").innerText();
          },
          { signal },
        ),
      { request: page },
    );
    expect(secret).toBe("You can run JavaScript.");
    expect(await (await fetch(page)).text()).toContain(secret);
    expect(fetch.sessions.stats()).toMatchObject({ init: { passed: 1 }, retired: {} });
    await fetch.sessions.close();
    expect(strict.truth().sessions).toMatchObject([{ addresses: [proxies[0]?.address] }]);
    expect(browser().contexts()).toHaveLength(0);
  });

  it("brings back cookies that are new, changed, deleted and expired", async () => {
    const identity = createHttpIdentity();
    for (const name of ["kept", "changed", "deleted"])
      identity.cookies.setCookie(`${name}=1`, site.url);
    const result = await withIdentity(browser(), identity, async ({ page }) => {
      expect(await cookiesIn(page)).toEqual({ kept: "1", changed: "1", deleted: "1" });
      await page.goto(set(`changed=2&new=1&deleted=${GONE}`));
      return "done";
    });
    expect(result).toBe("done");
    expect(cookiesOf(identity)).toEqual({ kept: "1", changed: "2", new: "1" });
  });

  it("leaves alone what the session has changed meanwhile", async () => {
    const identity = createHttpIdentity();
    identity.cookies.setCookie("a=1", site.url);
    await withIdentity(browser(), identity, async ({ page }) => {
      await page.goto(set("b=1"));
      identity.cookies.setCookie("a=2", site.url);
      identity.cookies.setCookie("c=1", site.url);
    });
    expect(cookiesOf(identity)).toEqual({ a: "2", b: "1", c: "1" });
  });

  it("finds its storage again", async () => {
    const identity = createHttpIdentity();
    const options = { sessionStorage: true };
    await withIdentity(
      browser(),
      identity,
      async ({ page }) => {
        await page.goto(site.url);
        await page.evaluate("localStorage.a = '1'; sessionStorage.b = '2'");
      },
      options,
    );
    const found = await withIdentity(
      browser(),
      identity,
      async ({ page }) => {
        await page.goto(site.url);
        const both = await page.evaluate("[localStorage.a, sessionStorage.b]");
        await page.evaluate("localStorage.clear(); sessionStorage.clear()");
        return both;
      },
      options,
    );
    expect(found).toEqual(["1", "2"]);
    expect(identity.origins).toEqual([]);
  });

  it("says from then on what the browser calls itself, if it said nothing before", async () => {
    const identity = createHttpIdentity({ headers: { "x-shop": "1" } });
    const shown = await withIdentity(browser(), identity, ({ page }) =>
      page.evaluate<string>("navigator.userAgent"),
    );
    expect(shown).not.toContain("Headless");
    expect(identity.headers).toEqual({ "user-agent": shown, "x-shop": "1" });
  });
});

describe("a task that fails", () => {
  it("rejects with its own error, and its cookies come back all the same", async () => {
    const identity = createHttpIdentity();
    const error = new Error("no total on the page");
    const visiting = withIdentity(browser(), identity, async ({ page }) => {
      await page.goto(set("a=1"));
      throw error;
    });
    await expect(visiting).rejects.toBe(error);
    expect(cookiesOf(identity)).toEqual({ a: "1" });
    expect(browser().contexts()).toHaveLength(0);
  });

  it("is ended by the signal, and the context closed", async () => {
    const identity = createHttpIdentity();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("enough");
    const visiting = withIdentity(
      browser(),
      identity,
      async ({ page }) => {
        controller.abort(reason);
        await page.waitForSelector(".never");
      },
      { signal },
    );
    await expect(visiting).rejects.toBe(reason);
    expect(browser().contexts()).toHaveLength(0);
    const late = withIdentity(browser(), identity, () => undefined, { signal });
    await expect(late).rejects.toBe(reason);
  });

  it("is ended by the death of the browser, though it waits for something else", async () => {
    const doomed = await launch();
    const visiting = withIdentity(doomed, createHttpIdentity(), async () => {
      void crash(doomed);
      await new Promise(() => undefined);
    });
    await expect(visiting).rejects.toThrow("browser has been closed");
  });

  it("does not have the last word when it closed the context: what it left there is lost", async () => {
    const visiting = withIdentity(browser(), createHttpIdentity(), ({ context }) =>
      context.close(),
    );
    await expect(visiting).rejects.toThrow("context or browser has been closed");
  });

  it("leaves no browser behind that was launched for it", async () => {
    const own = await launch();
    const visiting = withIdentity(
      () => own,
      createHttpIdentity(),
      () => {
        throw new Error("at once");
      },
    );
    await expect(visiting).rejects.toThrow("at once");
    expect(own.isConnected()).toBe(false);
  });
});

describe("a page that does not come", () => {
  it("blames the session whose proxy is dead, and the next one goes", async () => {
    await using proxies = await createTestProxies(2);
    const fetch = createSessionFetch({
      pool: { size: 1 },
      proxies: proxies.map(({ url }) => url),
      userAgent: "Mine/1.0",
    });
    await fetch(site.url);
    await proxies[0]?.kill();
    const address = await fetch.sessions.use(
      ({ session, signal }) =>
        withIdentity(
          browser(),
          session.state,
          async ({ page }) => {
            await page.goto(`${site.origin}/echo`);
            return JSON.parse(await page.evaluate<string>("document.body.innerText")).address;
          },
          { signal },
        ),
      { request: site.url },
    );
    expect(address).toBe(proxies[1]?.address);
    expect(fetch.sessions.stats()).toMatchObject({
      use: { error: 1, ok: 2 },
      retired: { errors: 1 },
    });
    await fetch.sessions.close();
  });

  it("blames nobody when the site is down", async () => {
    await using dead = await createTestSite();
    const fetch = createSessionFetch({ pool: { size: 1, retries: 0 }, userAgent: "Mine/1.0" });
    await fetch(dead.url);
    await dead.goDown("refuse");
    const visiting = fetch.sessions.use(
      ({ session }) => withIdentity(browser(), session.state, ({ page }) => page.goto(dead.url)),
      { request: dead.url },
    );
    await expect(visiting).rejects.toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      cause: { message: expect.stringContaining("ERR_CONNECTION_REFUSED") },
    });
    expect(fetch.sessions.stats()).toMatchObject({ use: { inconclusive: 1 }, retired: {} });
    await fetch.sessions.close();
  });
});

describe("what can't be used is refused", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      "a state that is no identity",
      () => withIdentity(browser(), {} as never, () => 1),
      "`identity`",
    ],
    ["no task", () => withIdentity(browser(), createHttpIdentity(), undefined as never), "`task`"],
    [
      "an unknown option",
      () => withIdentity(browser(), createHttpIdentity(), () => 1, { userAgent: "a" } as never),
      "unknown option `userAgent`",
    ],
    [
      "a proxy that browsers can't log in to",
      () =>
        withIdentity(
          browser(),
          createHttpIdentity({ proxy: "socks5://user:secret@proxy:1080" }),
          () => 1,
        ),
      "`proxy`",
    ],
    [
      "another user agent than the session's",
      () =>
        withIdentity(
          browser(),
          createHttpIdentity({ headers: { "user-agent": "Mine/1.0" } }),
          () => 1,
          { context: { userAgent: "Another/1.0" } },
        ),
      "`context.userAgent`",
    ],
  ])("%s", async (_, attempt, message) => {
    await expect(attempt()).rejects.toThrow(message);
    await expect(attempt()).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect(browser().contexts()).toHaveLength(0);
  });
});
