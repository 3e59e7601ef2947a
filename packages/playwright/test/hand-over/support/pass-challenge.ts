import type { Page } from "playwright-core";

/** Goes to the page that needs JavaScript, and waits until its script has run. */
export async function passChallenge(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/js`);
  await page.waitForSelector("[data-challenge=passed]");
}
