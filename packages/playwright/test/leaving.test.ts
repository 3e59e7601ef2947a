import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createLab } from "./support/lab.ts";

const lab = createLab();

const SHOP = "http://shop.example";

/** A page that loads another one by itself, which does not come. Resolves when it has asked for it. */
async function visitLeaving(page: Page, status: number): Promise<void> {
  await page.route(`${SHOP}/`, (route) =>
    route.fulfill({
      status,
      contentType: "text/html",
      body: "<title>shown</title><script>location.href = '/next'</script>",
    }),
  );
  let asked = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  await page.route(`${SHOP}/next`, () => asked());
  await page.goto(`${SHOP}/`, { waitUntil: "commit" });
  await isAsked;
}

describe("a page that is being left when its task ends", () => {
  it.each([
    ["returns", (): string => "no price"],
    [
      "throws",
      (): string => {
        throw new Error("there is no price");
      },
    ],
  ])("is judged by what it shows: the task %s", async (_how, end) => {
    const shop = await lab.sessions({ pool: { size: 1 } });
    const result = await shop.withPage(async ({ page, attempt }) => {
      if (attempt > 1) return "another session";
      await visitLeaving(page, 403);
      return end();
    });
    expect(result).toBe("another session");
    expect(shop.sessions.stats()).toMatchObject({
      use: { ok: 1, error: 1 },
      retired: { errors: 1 },
    });
  });

  it("is what checkers read", async () => {
    const seen: unknown[] = [];
    const shop = await lab.sessions({
      pool: { size: 1 },
      check: ({ reading }) => seen.push([reading.status, reading.url]) > 0,
    });
    await shop.withPage(({ page }) => visitLeaving(page, 404));
    expect(seen).toEqual([[404, `${SHOP}/`]]);
  });

  it("is what an init is judged by", async () => {
    let inits = 0;
    const shop = await lab.sessions({
      pool: { size: 1 },
      init: async ({ page, check }) => {
        inits += 1;
        if (inits > 1) return;
        await visitLeaving(page, 403);
        await check();
      },
    });
    expect(await shop.withPage(() => "done")).toBe("done");
    expect(inits).toBe(2);
  });

  it("that went nowhere, by the caller's will, is judged by what it still shows", async () => {
    const site = await lab.site();
    const seen: number[] = [];
    const shop = await lab.sessions({
      pool: { size: 1 },
      check: ({ reading }) => seen.push(reading.status) > 0,
    });
    await shop.withPage(async ({ page }) => {
      await page.goto(site.url);
      await page.route("**/nowhere", (route) => route.abort("aborted"));
      await page.goto(`${site.origin}/nowhere`).catch(() => undefined);
    });
    expect(seen).toEqual([200]);
  });

  it("for a site that does not answer is judged by neither", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1, retries: 1 } });
    let runs = 0;
    await shop
      .withPage(async ({ page }) => {
        runs += 1;
        await page.goto(site.url);
        await page.goto(`${site.origin}/down`);
      })
      .catch(() => undefined);
    expect(runs).toBe(2);
    expect(shop.sessions.stats().use).toMatchObject({ ok: 0, inconclusive: 2 });
  });
});
