import { isSessionaryError } from "@sessionary/core";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

/** Fails on a page without a price, as users' tasks do; at once, where they would wait for it. */
async function priceOn(page: Page): Promise<string> {
  const [price] = await page.locator(".price").allInnerTexts();
  if (price === undefined) throw new Error("there is no price");
  return price;
}

it("a task gets a page of a session, and its result is the caller's", async () => {
  const site = await lab.site();
  const shop = await lab.sessions({ pool: { size: 1 } });
  const seen = await shop.withPage(
    async ({ page, context, session, attempt, signal }) => {
      expect(page.url()).toBe("about:blank");
      expect(page.context()).toBe(context);
      expect(session.state.context).toBe(context);
      expect({ attempt, aborted: signal.aborted }).toEqual({ attempt: 1, aborted: false });
      await page.goto(`${site.origin}/product/1`);
      return { page, price: await page.locator(".price").innerText() };
    },
    { url: site.origin },
  );
  expect(Number(seen.price)).toBe(site.price(1, "10001"));
  expect(seen.page.isClosed()).toBe(true);
  expect(shop.sessions.pools().map(({ name }) => name)).toEqual([new URL(site.origin).host]);
});

it("without an address there is the pool default", async () => {
  const shop = await lab.sessions({ pool: { size: 1 } });
  expect(await shop.withPage(({ page }) => page.evaluate("6 * 7"))).toBe(42);
  expect(shop.sessions.pools().map(({ name }) => name)).toEqual(["default"]);
});

it("a task that fails on a page that says banned is tried again with another session", async () => {
  const site = await lab.site({ ban: { afterUses: 1 } });
  const shop = await lab.sessions({ pool: { size: 1 } });
  const attempts: number[] = [];
  const load = (product: number): Promise<string> =>
    shop.withPage(
      async ({ page, attempt }) => {
        attempts.push(attempt);
        await page.goto(`${site.origin}/product/${product}`);
        return priceOn(page);
      },
      { url: site.origin },
    );
  const ban = load(1).then(() => load(2));
  expect(Number(await ban)).toBe(site.price(2, "10001"));
  expect(attempts).toEqual([1, 1, 2]);
  expect(shop.sessions.stats()).toMatchObject({ use: { ok: 2, error: 1 }, retired: { errors: 1 } });
});

it("a task that fails where a checker finds its session expired is tried again with another one", async () => {
  const site = await lab.site({ expire: { afterUses: 1 } });
  const shop = await lab.sessions({
    pool: { size: 1 },
    check: async ({ page }) => ((await page.locator(".price").count()) === 0 ? "expired" : "ok"),
  });
  for (const product of [1, 2]) {
    const price = await shop.withPage(async ({ page }) => {
      await page.goto(`${site.origin}/product/${product}`);
      return priceOn(page);
    });
    expect(Number(price)).toBe(site.price(product, "10001"));
  }
  expect(shop.sessions.stats()).toMatchObject({ use: { ok: 2, expired: 1 } });
});

it("a task's own mistake on a good page is the caller's: no session is blamed, nothing is tried again", async () => {
  const site = await lab.site();
  const mistake = new TypeError("undefined is not a price");
  const shop = await lab.sessions({
    pool: { size: 1 },
    check: ({ reading }) => reading.status === 200,
  });
  let runs = 0;
  const failing = shop.withPage(async ({ page }) => {
    runs += 1;
    await page.goto(`${site.origin}/product/1`);
    throw mistake;
  });
  expect(await failureOf(failing)).toBe(mistake);
  expect(runs).toBe(1);
  expect(shop.sessions.stats()).toMatchObject({
    use: { ok: 1 },
    retired: {},
    sessions: { ready: 1 },
  });
  expect((await lab.browser()).contexts().flatMap((context) => context.pages())).toEqual([]);
});

it("a mistake before there is a page is not judged at all", async () => {
  const mistake = new TypeError("no address");
  const shop = await lab.sessions({ pool: { size: 1 }, check: () => false });
  const failing = shop.withPage(() => {
    throw mistake;
  });
  expect(await failureOf(failing)).toBe(mistake);
  expect(shop.sessions.stats().retired).toEqual({});
});

it("checkers get the page as the task left it, and the reading of its main response", async () => {
  const site = await lab.site();
  const seen: unknown[] = [];
  const shop = await lab.sessions({
    pool: { size: 1 },
    check: async ({ page, reading, response, phase }) => {
      const told = (await reading.text()).includes("Product 1");
      seen.push([phase, reading.status, reading.url, page.url(), told, await page.title()]);
      expect(response.page).toBe(page);
      expect(reading.headers.get("Content-Type")).toContain("text/html");
      expect(reading.headers.get("toString")).toBeNull();
      return true;
    },
  });
  await shop.withPage(async ({ page }) => {
    await page.goto(`${site.origin}/redirect/1?to=/product/1`);
    await page.evaluate("document.title = 'changed'");
  });
  const url = `${site.origin}/product/1`;
  expect(seen).toEqual([["use", 200, url, url, true, "changed"]]);
});

it("a reading of a page without a response is that of the page", async () => {
  const shop = await lab.sessions({
    pool: { size: 1 },
    check: async ({ reading }) =>
      reading.status === 0 && (await reading.text()).includes("made up"),
  });
  await shop.withPage(({ page }) => page.setContent("<p>made up</p>"));
  expect(shop.sessions.stats().use.ok).toBe(1);
});

it("a checker that wants to read a page which its task has closed is told so", async () => {
  const site = await lab.site();
  const shop = await lab.sessions({
    pool: { size: 1, retries: 0 },
    check: async ({ reading }) => (await reading.text()).length > 0,
  });
  const failing = shop.withPage(async ({ page }) => {
    await page.goto(site.url);
    await page.close();
  });
  const error = await failureOf(failing);
  if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
  expect(String(error.cause)).toContain("The task has closed its page");
});

it("withContext has no page of ours: what it opens is judged, and closed", async () => {
  const site = await lab.site({ ban: { afterUses: 1 } });
  const shop = await lab.sessions({ pool: { size: 1 } });
  for (const product of [1, 2]) {
    const price = await shop.withContext(async (given) => {
      expect(given).not.toHaveProperty("page");
      const page = await given.context.newPage();
      await page.goto(`${site.origin}/api/product/${product}`);
      return (JSON.parse(await page.innerText("body")) as { price: number }).price;
    });
    expect(price).toBe(site.price(product, "10001"));
  }
  expect(shop.sessions.stats().use).toMatchObject({ ok: 2, error: 1 });
  expect((await lab.browser()).contexts().flatMap((context) => context.pages())).toEqual([]);
});

it("a response of context.request is judged when judgeBy is told of it", async () => {
  const site = await lab.site({ ban: { afterUses: 1 } });
  const shop = await lab.sessions({
    pool: { size: 1 },
    check: async ({ reading }) => (await reading.text()).includes("price"),
  });
  for (const product of [1, 2]) {
    const price = await shop.withContext(async ({ context, judgeBy }) => {
      const response = await context.request.get(`${site.origin}/api/product/${product}`);
      judgeBy(response);
      return ((await response.json()) as { price?: number }).price;
    });
    expect(price).toBe(site.price(product, "10001"));
  }
  expect(shop.sessions.stats().use).toMatchObject({ ok: 2, error: 1 });
});

it("what came to no page and no response is not shown to checkers", async () => {
  const shop = await lab.sessions({ pool: { size: 1 }, check: () => false });
  expect(await shop.withContext(({ context }) => context.cookies())).toEqual([]);
});

it("pop-ups and further pages of a task are closed with it", async () => {
  const site = await lab.site();
  for (const pages of ["fresh", "reuse"] as const) {
    const shop = await lab.sessions({ pool: { size: 1 }, pages });
    const opened = await shop.withPage(async ({ page, context }) => {
      await page.goto(site.url);
      const popup = page.waitForEvent("popup");
      await page.evaluate(`void window.open("${site.origin}/links")`);
      return [await popup, await context.newPage()];
    });
    expect(opened.map((page) => page.isClosed())).toEqual([true, true]);
    await shop.close();
  }
});

it("an init gets a page of the new context, and asks the checker what that shows", async () => {
  const site = await lab.site();
  const seen: unknown[] = [];
  const shop = await lab.sessions<{ csrf: string }>({
    pool: { size: 1 },
    init: async ({ page, context, state, id, slot, check }) => {
      seen.push([id.length > 0, slot, page.context() === context, state.context === context]);
      await page.goto(`${site.origin}/location`);
      const csrf = await page.locator("[name=csrf]").inputValue();
      await page.getByLabel("Zip code").fill("04662");
      await page.getByRole("button", { name: "Save" }).click();
      await page.waitForURL(site.url);
      return (await check()) && { csrf };
    },
    check: async ({ page, phase }) => {
      seen.push([phase, new URL(page.url()).pathname]);
      return (await page.content()).includes("04662");
    },
  });
  const csrf = await shop.withPage(async ({ page, session }) => {
    await page.goto(`${site.origin}/product/1`);
    return session.state.csrf;
  });
  expect(csrf).toMatch(/\w+/);
  expect(seen).toEqual([
    [true, 0, true, true],
    ["init", "/"],
    ["use", "/product/1"],
  ]);
  expect(site.truth().totals).toMatchObject({ sessions: 1, right: 1 });
});

it("an init may be an address", async () => {
  const site = await lab.site({ entry: "home" });
  const shop = await lab.sessions({ pool: { size: 1 }, init: { url: site.url } });
  await shop.withPage(({ page }) => page.goto(`${site.origin}/product/1`).then(() => undefined));
  expect(site.truth().totals).toMatchObject({ sessions: 1, right: 1 });
});

it("an init that fails on a page which says to wait is held back, not counted", async () => {
  const site = await lab.site();
  let tries = 0;
  const shop = await lab.sessions({
    pool: { size: 1, maxBadInits: 1 },
    init: async ({ page }) => {
      const code = ++tries === 1 ? "429?retryAfter=0" : "200";
      await page.goto(`${site.origin}/status/${code}`);
      if (code !== "200") throw new Error("no such button");
    },
  });
  await shop.withPage(() => undefined);
  expect(shop.sessions.stats().init).toMatchObject({ passed: 1, later: 1, failed: 0 });
});

it("a context that another library needs is leased by use", async () => {
  const site = await lab.site();
  const shop = await lab.sessions({ pool: { size: 1 } });
  const status = await shop.sessions.use(
    async ({ session }) => (await session.state.context.request.get(site.url)).status(),
    { request: site.url },
  );
  expect(status).toBe(200);
  expect(shop.sessions.pool(new URL(site.url).host)?.stats().use.ok).toBe(1);
});

it("without a session a task has a context of its own, that is gone afterwards", async () => {
  const site = await lab.site();
  const shop = await lab.sessions({ pool: { size: 1 } });
  const text = await shop.withPage(
    async (given) => {
      await given.page.goto(site.url);
      return failureOf((async () => given.session)()).then(String);
    },
    { enabled: false },
  );
  expect(text).toContain("There is no session");
  expect((await lab.browser()).contexts()).toEqual([]);
  expect(shop.sessions.stats().bypassed).toBe(1);
});
