import { expect, it } from "vitest";
import { NavigationError } from "../src/index.ts";
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
      await page.getByRole("button").click();
      await page.waitForURL(`${site.origin}${path}`);
      return "bought";
    });
    if (path === "/down") expect(await failureOf(failing)).toBeInstanceOf(NavigationError);
    else expect(await failing).toBe("bought");
    expect(runs).toBe(1);
    expect(shop.sessions.stats().use).toMatchObject({ inconclusive: 1, error: 0 });
  },
);

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
