import { createHttpIdentity } from "@sessionary/identity";
import { createTestSite } from "@sessionary/testkit";
import { describe, expect, it } from "vitest";
import { captureIdentity } from "../../src/identity/capture-identity.ts";
import { openContext } from "../../src/identity/open-context.ts";
import { closeContext } from "../../src/identity/unless-gone.ts";
import { userAgentOf } from "../../src/identity/user-agent.ts";
import { crash, crashable, launch, nextContextClosed, useBrowser } from "./support/browser.ts";

const browser = useBrowser();
const CLOSED = "Target page, context or browser has been closed";

describe("opening a context", () => {
  it("does not begin when the signal has aborted already", async () => {
    const reason = new Error("enough");
    const opening = openContext(browser(), createHttpIdentity(), {}, AbortSignal.abort(reason));
    await expect(opening).rejects.toBe(reason);
    expect(browser().contexts()).toHaveLength(0);
  });

  it("ends at once when the signal aborts, and closes the context that still arrives", async () => {
    const controller = new AbortController();
    const closed = nextContextClosed(browser());
    const opening = openContext(browser(), createHttpIdentity(), {}, controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
    await closed;
    expect(browser().contexts()).toHaveLength(0);
  });

  it("opens none for options that contradict the identity", async () => {
    const own = { proxy: { server: "http://proxy:8000" } };
    await expect(openContext(browser(), createHttpIdentity(), own)).rejects.toThrow(
      "`context.proxy`",
    );
    expect(browser().contexts()).toHaveLength(0);
  });

  it("fails with what Playwright says of a context it does not make", async () => {
    const own = { geolocation: { latitude: 1000, longitude: 0 } };
    await expect(openContext(browser(), createHttpIdentity(), own)).rejects.toThrow("latitude");
    expect(browser().contexts()).toHaveLength(0);
  });
});

describe("a browser that dies", () => {
  it("ends the opening of a context, and every later one", async () => {
    const doomed = await launch();
    const kill = await crashable(doomed);
    const dead = kill();
    await expect(openContext(doomed, createHttpIdentity(), {})).rejects.toThrow(CLOSED);
    await dead;
    await expect(openContext(doomed, createHttpIdentity(), {})).rejects.toThrow(CLOSED);
    await expect(userAgentOf(doomed)).rejects.toThrow(CLOSED);
  });

  it("ends capturing and closing", async () => {
    await using site = await createTestSite();
    const doomed = await launch();
    const identity = createHttpIdentity();
    const context = await openContext(doomed, identity, {});
    const page = await context.newPage();
    await page.goto(site.url);
    // This page never answers.
    page.evaluate("for (;;);").catch(() => undefined);
    const capturing = captureIdentity(context, identity, { sessionStorage: true });
    await Promise.all([expect(capturing).rejects.toThrow(CLOSED), crash(doomed)]);
    await closeContext(context);
  });
});

describe("capturing", () => {
  it("is given up when the signal aborts while a page is stuck", async () => {
    await using site = await createTestSite();
    const identity = createHttpIdentity();
    const context = await openContext(browser(), identity, {});
    const page = await context.newPage();
    await page.goto(site.url);
    page.evaluate("for (;;);").catch(() => undefined);
    const controller = new AbortController();
    const { signal } = controller;
    const capturing = captureIdentity(context, identity, { sessionStorage: true, signal });
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(capturing).rejects.toBe(reason);
    await closeContext(context);
  });

  it("has nothing to ask of a crashed page", async () => {
    const identity = createHttpIdentity();
    const context = await openContext(browser(), identity, {});
    const page = await context.newPage();
    const crashed = new Promise((resolve) => page.once("crash", resolve));
    page.goto("chrome://crash").catch(() => undefined);
    await crashed;
    const captured = await captureIdentity(context, identity, { sessionStorage: true });
    expect(captured.origins).toEqual([]);
    await closeContext(context);
  });
});
