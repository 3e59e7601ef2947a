/**
 * What do sessions cost a task in a browser?
 *
 * One task after the other on headless Chromium: go to a page of 2 kB from a server in its own process. Rounds of 12 tasks through one session alternate
 * with rounds by hand: on a page that is kept, for `pages: "reuse"`; on a new page of a context that is kept, closed after each task, for
 * fresh ones. The median of 11 ratios.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createBrowserSessions } from "@sessionary/playwright";
import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { chromium, type Browser, type Page } from "playwright-core";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import type { Row } from "../row.ts";
import { compare, type Comparison, type Repeat } from "../rounds.ts";

const SERVER = fileURLToPath(new URL("../page-server.ts", import.meta.url));
const TASKS = 12;

type Pages = "fresh" | "reuse";

export const browsing: Question = {
  name: "browser",
  async ask() {
    return [
      await row("reuse", "Playwright task, page reused / goto on a page kept by hand", 1.15),
      await row("fresh", "Playwright task, fresh page / newPage and goto by hand", 1.05),
    ];
  },
};

async function row(pages: Pages, question: string, limit: number): Promise<Row> {
  const { subject, reference, ratio } = await inChild<Comparison>(import.meta.url, pages);
  return {
    question,
    ours: { value: subject / 1e6, unit: "ms" },
    reference: { value: reference / 1e6, unit: "ms" },
    peers: [],
    ratio,
    hold: { of: "ratio", bound: "most", limit },
  };
}

export async function measure(pages: Pages): Promise<Comparison> {
  const server = fork(SERVER, { execArgv: ["--import", "tsx"] });
  const [port] = (await once(server, "message")) as [number];
  const url = `http://127.0.0.1:${port}/same`;
  const browser = await chromium.launch(chromiumLaunch(chromium));
  const sessions = createBrowserSessions(browser, { pages, pool: { size: 1 } });
  const ours: Repeat = (times) =>
    repeat(times, () => sessions.withPage(({ page }) => visit(page, url), { url }));
  const byHand = pages === "reuse" ? await keptPage(browser, url) : await newPages(browser, url);
  try {
    return await compare(ours, byHand, { rounds: 11, times: TASKS, clock: "wall" });
  } finally {
    await sessions.close();
    await browser.close();
    server.disconnect();
  }
}

async function keptPage(browser: Browser, url: string): Promise<Repeat> {
  const page = await (await browser.newContext()).newPage();
  return (times) => repeat(times, () => visit(page, url));
}

async function newPages(browser: Browser, url: string): Promise<Repeat> {
  const context = await browser.newContext();
  return (times) =>
    repeat(times, async () => {
      const page = await context.newPage();
      await visit(page, url);
      await page.close();
    });
}

async function visit(page: Page, url: string): Promise<void> {
  const response = await page.goto(url);
  if (response?.status() !== 200) throw new Error(`${response?.status()} ${url}`);
}

async function repeat(times: number, task: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time++) await task();
}
