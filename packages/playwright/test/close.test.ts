import type { EventEmitter } from "node:events";
import { isSessionaryError } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ContextGoneError } from "../src/index.ts";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

/** Playwright's emitters can do more than their types say. */
function listeners(browser: Browser): number {
  return (browser as unknown as EventEmitter).listenerCount("disconnected");
}

describe("close in the middle", () => {
  it("ends tasks after the drain time, leaves no context or page, and the browser to its owner", async () => {
    const site = await lab.site();
    const browser = await lab.browser();
    const before = listeners(browser);
    const shop = await lab.sessions({ pool: { size: 2 } });
    let arrived = 0;
    const both = site.waitFor("request", () => ++arrived === 2);
    const tasks = [
      shop.withPage(({ page }) => page.goto(`${site.origin}/slow`)),
      shop.withContext(async ({ context }) =>
        (await context.newPage()).goto(`${site.origin}/slow`),
      ),
    ].map(failureOf);
    const bare = failureOf(shop.withPage(() => new Promise(() => undefined), { enabled: false }));
    await both;
    await shop.close({ drainTimeoutMs: 0 });
    for (const error of await Promise.all(tasks)) {
      expect(isSessionaryError(error, "ERR_POOL_CLOSED")).toBe(true);
    }
    expect(await bare).toBeInstanceOf(ContextGoneError);
    expect(browser.contexts()).toEqual([]);
    expect(listeners(browser)).toBe(before);
    expect(browser.isConnected()).toBe(true);
    expect(isSessionaryError(await failureOf(shop.withPage(() => 1)), "ERR_POOL_CLOSED")).toBe(
      true,
    );
  });

  it("ends an init, and a browser that is being launched", async () => {
    const { launch, launched } = lab.launcher();
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const shop = await lab.sessions({ pool: { size: 1 } }, () => {
      begin();
      return launch();
    });
    const waiting = failureOf(shop.withPage(() => 1));
    await begun;
    await shop.close();
    expect(isSessionaryError(await waiting, "ERR_POOL_CLOSED")).toBe(true);
    expect(launched.map(({ browser }) => browser.isConnected())).toEqual([false]);
  });

  it("is not held up by a browser that never comes, and closes it if it comes after all", async () => {
    const { launch, launched } = lab.launcher();
    const clock = createFakeClock({ now: 1_700_000_000_000 });
    let come = (_browser: Browser): void => undefined;
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const shop = await lab.sessions({ pool: { size: 1, clock } }, () => {
      asked();
      return new Promise<Browser>((resolve) => (come = resolve));
    });
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = [{ signal }, { signal, enabled: false }, { enabled: false }, {}].map(
      (options) => failureOf(shop.withPage(() => 1, options)),
    );
    await isAsked;
    controller.abort(reason);
    expect(await Promise.all(waiting.slice(0, 2))).toEqual([reason, reason]);
    const closing = shop.close({ drainTimeoutMs: 0 });
    expect(await waiting[2]).toBeInstanceOf(ContextGoneError);
    expect(isSessionaryError(await waiting[3], "ERR_POOL_CLOSED")).toBe(true);
    await clock.advance(35_000);
    await closing;
    const browser = await launch();
    const closed = new Promise((resolve) => browser.once("disconnected", resolve));
    come(browser);
    await closed;
    expect(launched).toHaveLength(1);
  });

  it("with options that are wrong closes nothing", async () => {
    const shop = await lab.sessions({ pool: { size: 1 } });
    const error = await failureOf(shop.close({ drainTimeoutMs: -1 }));
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
    expect(await shop.withPage(() => "open")).toBe("open");
  });
});
