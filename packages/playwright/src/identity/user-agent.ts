import type { Browser } from "playwright-core";
import { closeContext, unlessGone } from "./unless-gone.ts";

const agents = new WeakMap<Browser, Promise<string>>();

/**
 * What a browser calls itself, without the word that gives a headless Chromium away. It is asked once.
 *
 * @throws the signal's reason, when it aborts
 * @throws what Playwright does, and when the browser dies meanwhile
 */
export function userAgentOf(browser: Browser, signal?: AbortSignal): Promise<string> {
  let agent = agents.get(browser);
  if (agent === undefined) {
    agent = ask(browser);
    agents.set(browser, agent);
    // Whoever asks next may be luckier; those who have asked hear of it themselves.
    agent.catch(() => agents.delete(browser));
  }
  return unlessGone(agent, { browser, signal });
}

async function ask(browser: Browser): Promise<string> {
  const context = await unlessGone(browser.newContext(), { browser }, closeContext);
  try {
    const page = await unlessGone(context.newPage(), { context });
    const agent = await unlessGone(page.evaluate<string>("navigator.userAgent"), { context });
    return agent.replace("HeadlessChrome", "Chrome");
  } finally {
    await closeContext(context);
  }
}
