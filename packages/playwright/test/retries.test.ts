import { expect, it } from "vitest";
import { NavigationError, PageGoneError } from "../src/index.ts";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

it.each(["/down", "/status/500"])(
  "a task whose last navigation may not be repeated is not run again: POST %s",
  async (path) => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1 } });
    let runs = 0;
    const failing = shop.withPage(async ({ page }) => {
      runs += 1;
      await page.goto(site.url);
      await page.setContent(
        `<form method="post" action="${site.origin}${path}"><button>Buy</button></form>`,
      );
      const failed = page.waitForEvent("requestfailed", { timeout: 0 });
      failed.catch(() => undefined); // the page is closed
      await page.getByRole("button").click();
      if (path === "/down") await failed.then(() => Promise.reject(new Error("not bought")));
      await page.waitForURL(`${site.origin}${path}`);
      return "bought";
    });
    if (path === "/down") expect(await failureOf(failing)).toBeInstanceOf(NavigationError);
    else expect(await failing).toBe("bought");
    expect(runs).toBe(1);
    expect(shop.sessions.stats().use).toMatchObject({ inconclusive: 1, error: 0 });
  },
);

it("a task whose page crashed after such a navigation is not run again either", async () => {
  const site = await lab.site();
  const shop = await lab.sessions({ pool: { size: 1 } });
  let runs = 0;
  const failing = shop.withPage(async ({ page }) => {
    runs += 1;
    if (runs > 1) return "bought twice";
    await page.setContent(
      `<form method="post" action="${site.origin}/status/200"><button>Buy</button></form>`,
    );
    await page.getByRole("button").click();
    await page.waitForURL(`${site.origin}/status/200`);
    const stuck = page.evaluate("new Promise(() => {})");
    void page.goto("chrome://crash").catch(() => undefined);
    return stuck;
  });
  expect(await failureOf(failing)).toBeInstanceOf(PageGoneError);
  expect(runs).toBe(1);
});

it("a task whose last navigation may be repeated is run again, by a request that prepare made, too", async () => {
  const site = await lab.site();
  const shop = await lab.sessions({
    pool: { size: 1, retries: 2 },
    prepare: ({ task, ...request }) => ({
      ...request,
      kind: "page",
      task: async (context) => {
        seen.push(context.attempt);
        return task(context);
      },
    }),
  });
  const seen: number[] = [];
  const status = await shop.withPage(async ({ page }) => {
    return (await page.goto(`${site.origin}/status/500`))?.status();
  });
  expect([status, seen]).toEqual([500, [1, 2, 3]]);
});
