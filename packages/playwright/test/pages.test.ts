import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

describe("fresh pages", () => {
  it("each task has a page of its own, several at a time in one session", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1, maxConcurrency: 2 } });
    let arrived = 0;
    const both = site.waitFor("request", ({ path }) => path.startsWith("/slow") && ++arrived === 2);
    const contexts = new Set<unknown>();
    const tasks = ["a", "b"].map((name) =>
      shop.withPage(async ({ page, context }) => {
        contexts.add(context);
        // Another address for each: a browser asks for the same one only once at a time.
        const loaded = page.goto(`${site.origin}/slow?name=${name}`);
        const popup = await context.newPage();
        await loaded;
        expect(popup.isClosed()).toBe(false);
        return page;
      }),
    );
    await both;
    site.release();
    const pages = await Promise.all(tasks);
    expect(new Set(pages).size).toBe(2);
    expect(contexts.size).toBe(1);
    expect(pages[0]?.context().pages()).toEqual([]);
  });
});

describe("a page that is kept", () => {
  it("is the same one for the next task, blank and without listeners, routes and pop-ups of the last", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1 }, pages: "reuse" });
    const heard: string[] = [];
    const first = await shop.withPage(async ({ page }) => {
      page.on("console", (message) => heard.push(message.text()));
      page.once("dialog", () => heard.push("dialog"));
      await page.route("**/product/2", (route) => route.abort());
      await page.goto(`${site.origin}/product/1`);
      const popup = page.waitForEvent("popup");
      await page.evaluate("void window.open('about:blank')");
      await popup;
      await page.evaluate("console.log('first')");
      return page;
    });
    expect(heard).toEqual(["first"]);
    const second = await shop.withPage(async ({ page, context }) => {
      expect([page.url(), await page.title()]).toEqual(["about:blank", ""]);
      const response = await page.goto(`${site.origin}/product/2`);
      await page.evaluate("console.log('second')");
      await page.evaluate("confirm('sure?')");
      expect([response?.status(), context.pages()]).toEqual([200, [page]]);
      return page;
    });
    expect(second).toBe(first);
    expect(heard).toEqual(["first"]);
    expect(site.truth().sessions).toHaveLength(1);
  });

  it("is blank after a task that wrote into a blank page, too", async () => {
    const shop = await lab.sessions({ pool: { size: 1 }, pages: "reuse" });
    await shop.withPage(({ page }) => page.setContent("<title>written</title>"));
    expect(await shop.withPage(({ page }) => page.title())).toBe("");
  });

  it("still tells Playwright's own waiting that it is closed", async () => {
    const shop = await lab.sessions({ pool: { size: 1 }, pages: "reuse" });
    await shop.withPage(() => undefined);
    const page = await shop.withPage((given) => given.page);
    const waiting = failureOf(page.waitForEvent("popup", { timeout: 0 }));
    await shop.close();
    expect(String(await waiting)).toContain("has been closed");
  });

  it.each([
    ["exposeFunction", (page: Page) => page.exposeFunction("told", () => "secret")],
    ["addInitScript", (page: Page) => page.addInitScript("globalThis.told = () => 'secret'")],
    ["setViewportSize", (page: Page) => page.setViewportSize({ width: 300, height: 200 })],
    ["coverage.startJSCoverage", (page: Page) => page.coverage.startJSCoverage()],
    ["keyboard.down", (page: Page) => page.keyboard.down("Shift")],
    ["mouse.down", (page: Page) => page.mouse.down({ button: "right" })],
    ["close", (page: Page) => page.close()],
  ])("is replaced after %s()", async (_name, change) => {
    const shop = await lab.sessions({ pool: { size: 1 }, pages: "reuse" });
    const first = await shop.withPage(async ({ page }) => {
      await change(page);
      return page;
    });
    const second = await shop.withPage(async ({ page }) => {
      expect(await page.evaluate("typeof told")).toBe("undefined");
      expect(page.viewportSize()).toEqual({ width: 1280, height: 720 });
      return page;
    });
    expect(second).not.toBe(first);
    expect(first.isClosed()).toBe(true);
  });

  it("is the same one after keys and buttons that were released", async () => {
    const shop = await lab.sessions({ pool: { size: 1 }, pages: "reuse" });
    const first = await shop.withPage(async ({ page }) => {
      await page.keyboard.down("Shift");
      await page.mouse.down();
      await page.mouse.up();
      await page.keyboard.up("Shift");
      return page;
    });
    expect(await shop.withPage(({ page }) => page === first)).toBe(true);
  });

  it("is replaced after a task that was cut off, which may go on", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1 }, pages: "reuse" });
    const controller = new AbortController();
    const arrived = site.waitFor("request");
    const pages: Page[] = [];
    const cut = failureOf(
      shop.withPage(
        ({ page }) => {
          pages.push(page);
          return page.goto(`${site.origin}/slow`);
        },
        { signal: controller.signal },
      ),
    );
    await arrived;
    controller.abort(new Error("enough"));
    await cut;
    await shop.withPage(({ page }) => pages.push(page));
    expect(pages[0]).not.toBe(pages[1]);
    expect(pages[0]?.isClosed()).toBe(true);
  });

  it("is not judged by what the task before it has loaded", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1, retries: 0 }, pages: "reuse" });
    await shop.withPage(async ({ page }) => {
      await page.goto(`${site.origin}/status/404`);
    });
    const seen: unknown[] = [];
    const other = await lab.sessions({
      pool: { size: 1 },
      pages: "reuse",
      check: ({ reading }) => seen.push(reading.status) > 0,
    });
    await other.withPage(({ page }) => page.goto(site.url).then(() => undefined));
    await other.withPage(() => undefined);
    expect(seen).toEqual([200, 0]);
  });

  it("is begun by the init", async () => {
    const pages: Page[] = [];
    const shop = await lab.sessions({
      pool: { size: 1 },
      pages: "reuse",
      init: ({ page }) => void pages.push(page),
    });
    await shop.withPage(({ page }) => pages.push(page));
    expect(pages[0]).toBe(pages[1]);
  });
});
