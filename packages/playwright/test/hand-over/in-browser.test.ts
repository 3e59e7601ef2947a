import { createSessionClient, readingOf, type SessionAdapter } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import { createSessionFetch } from "@sessionary/fetch";
import { createHttpIdentity, type HttpIdentity } from "@sessionary/identity";
import { createTestProxies, createTestSite } from "@sessionary/testkit";
import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inBrowser } from "../../src/index.ts";
import { crash, launch, nextContextClosed, useBrowser } from "../identity/support/browser.ts";
import { passChallenge } from "./support/pass-challenge.ts";

const browser = useBrowser();

describe("a session built in a browser", () => {
  it("goes on over HTTP as the same visitor: cookies, user agent and address", async () => {
    await using site = await createTestSite({
      entry: "home",
      bindToUserAgent: true,
      bindToAddress: true,
    });
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const fetch = createSessionFetch({
      pool: { size: 2 },
      proxies: proxies.map(({ url }) => url),
      init: inBrowser(browser(), async ({ page, send, check }) => {
        await passChallenge(page, site.origin);
        await check(await send(`${site.origin}/js`));
      }),
      check: async ({ reading }) => !(await reading.text()).includes("pending"),
    });
    const secrets = Array.from({ length: 6 }, async () => {
      const response = await fetch(`${site.origin}/js`);
      return (await response.text()).includes("You can run JavaScript.");
    });
    expect(await Promise.all(secrets)).toEqual(Array(6).fill(true));
    expect(fetch.sessions.stats()).toMatchObject({ init: { passed: 2 }, retired: {} });
    await fetch.sessions.close();

    const { sessions } = site.truth();
    expect(sessions).toHaveLength(2);
    const addresses = sessions.flatMap((session) => session.addresses);
    expect(addresses.toSorted()).toEqual(proxies.map(({ address }) => address));
    const agents = new Set(site.requests.map(({ headers }) => headers["user-agent"]));
    expect([...agents]).toEqual([expect.stringMatching(/ Chrome\/\d+/)]);
    expect(browser().contexts()).toHaveLength(0);
  });

  it("has the user agent that the client says, on both sides", async () => {
    await using site = await createTestSite({ bindToUserAgent: true });
    const fetch = createSessionFetch({
      userAgent: "Mine/1.0",
      init: inBrowser(browser(), ({ page }) => passChallenge(page, site.origin)),
    });
    expect(await (await fetch(`${site.origin}/js`)).text()).toContain("You can run JavaScript.");
    await fetch.sessions.close();
    const agents = site.requests.map(({ headers }) => headers["user-agent"]);
    expect(new Set(agents)).toEqual(new Set(["Mine/1.0"]));
  });

  it("has the user agent and the language that the context's options say", async () => {
    await using site = await createTestSite();
    const fetch = createSessionFetch({
      init: inBrowser(browser(), async ({ page }) => void (await page.goto(site.url)), {
        context: {
          userAgent: "Mobile/1.0",
          locale: "de-DE",
          viewport: { width: 320, height: 200 },
        },
      }),
    });
    await fetch(`${site.origin}/echo`);
    await fetch.sessions.close();
    const spoken = site.requests.map(({ headers }) => headers["accept-language"]);
    expect(new Set(spoken)).toEqual(new Set(["de-DE"]));
    expect(site.requests.at(-1)?.headers["user-agent"]).toBe("Mobile/1.0");
  });

  it("may be one of any adapter whose state is an identity", async () => {
    await using site = await createTestSite({ bindToUserAgent: true });
    const adapter: SessionAdapter<HttpIdentity, { url: string }, Response> = {
      name: "own",
      open: () => createHttpIdentity(),
      send: async ({ url }, session) => {
        if (session === undefined) return fetch(url);
        const { cookies, headers } = session.state;
        const cookie = cookies.cookieHeader(url);
        const response = await fetch(url, { headers: { ...headers, cookie } });
        cookies.setCookies(response.headers.getSetCookie(), url);
        return response;
      },
      read: readingOf,
      url: ({ url }) => url,
    };
    const client = createSessionClient(adapter, {
      pool: { size: 1 },
      init: inBrowser(browser(), async ({ page, send, check, signal }) => {
        signal.throwIfAborted();
        await passChallenge(page, site.origin);
        await check(await send({ url: `${site.origin}/js` }));
      }),
      check: async ({ reading }) => (await reading.text()).includes(`data-challenge="passed"`),
    });
    const response = await client.send({ url: `${site.origin}/js` });
    expect(await response.text()).toContain("You can run JavaScript.");
    await client.close();
  });

  it("keeps storage for the way back, and what the script returns", async () => {
    await using site = await createTestSite();
    const fetch = createSessionFetch<{ title: string }>({
      init: inBrowser(
        browser(),
        async ({ page }) => {
          await page.goto(site.url);
          await page.evaluate("localStorage.a = '1'; sessionStorage.b = '2'");
          return { title: await page.title() };
        },
        { sessionStorage: true },
      ),
    });
    const state = await fetch.sessions.use(({ session }) => session.state, { request: site.url });
    await fetch.sessions.close();
    expect(state.title).not.toBe("");
    expect(state.origins).toEqual([
      {
        origin: site.origin,
        localStorage: [{ name: "a", value: "1" }],
        sessionStorage: [{ name: "b", value: "2" }],
      },
    ]);
  });
});

describe("while a session is built", () => {
  it("both sides have the same cookies, whichever changed them", async () => {
    await using site = await createTestSite();
    const set = (cookies: string): string => `${site.origin}/cookies/set?${cookies}`;
    const gone = encodeURIComponent("; Path=/; Max-Age=0");
    const seen: unknown[] = [];
    const fetch = createSessionFetch({
      init: inBrowser(browser(), async ({ page, send }) => {
        const inPage = async (): Promise<unknown> => {
          await page.goto(`${site.origin}/cookies`);
          return JSON.parse(await page.evaluate<string>("document.body.innerText"));
        };
        await send(set("http=1&changed=1"));
        seen.push(await inPage());
        await page.goto(set(`page=1&changed=2&http=${gone}`));
        seen.push(await (await send(`${site.origin}/cookies`)).json());
        await send(set(`page=${gone}`));
        seen.push(await inPage());
      }),
    });
    const response = await fetch(`${site.origin}/cookies`);
    expect(seen).toEqual([
      { http: "1", changed: "1" },
      { page: "1", changed: "2" },
      { changed: "2" },
    ]);
    expect(await response.json()).toEqual({ changed: "2" });
    await fetch.sessions.close();
  });

  it("cookies that the page gets while an answer is on its way are not lost", async () => {
    await using site = await createTestSite();
    const fetch = createSessionFetch({
      init: inBrowser(browser(), async ({ page, send }) => {
        await page.goto(site.origin);
        const arrived = site.waitFor("request", ({ path }) => path === "/slow");
        const sent = send(`${site.origin}/slow`);
        await arrived;
        await page.evaluate("document.cookie = 'page=1; path=/'");
        site.release();
        await sent;
      }),
    });
    const response = await fetch(`${site.origin}/cookies`);
    expect(await response.json()).toMatchObject({ page: "1" });
    await fetch.sessions.close();
  });

  it("a cookie that browsers refuse stays on the other side, and others go with it no less", async () => {
    await using site = await createTestSite();
    let inPage: unknown;
    const fetch = createSessionFetch({
      init: inBrowser(browser(), async ({ page, send, state }) => {
        const arrived = site.waitFor("request", ({ path }) => path === "/slow");
        const sent = send(`${site.origin}/slow`);
        await arrived;
        state.cookies.setCookies(["odd=a\tb; Path=/", "even=1; Path=/"], site.origin);
        site.release();
        await sent;
        await page.goto(`${site.origin}/cookies`);
        inPage = JSON.parse(await page.evaluate<string>("document.body.innerText"));
      }),
    });
    const response = await fetch(`${site.origin}/cookies`);
    expect(await response.json()).toMatchObject({ odd: "a\tb", even: "1" });
    expect(inPage).toMatchObject({ even: "1" });
    expect(inPage).not.toHaveProperty("odd");
    await fetch.sessions.close();
  });

  it("the checker looks when the script asks it to, and another session is tried", async () => {
    await using site = await createTestSite();
    const answers: boolean[] = [];
    const fetch = createSessionFetch({
      pool: { size: 1 },
      init: inBrowser(browser(), async ({ page, attempt, send, check }) => {
        if (attempt === 1) await page.goto(site.url);
        else await passChallenge(page, site.origin);
        answers.push(await check(await send(`${site.origin}/js`)));
      }),
      check: async ({ reading }) => (await reading.text()).includes(`data-challenge="passed"`),
    });
    expect((await fetch(`${site.origin}/js`)).status).toBe(200);
    expect(answers).toEqual([false, true]);
    expect(fetch.sessions.stats()).toMatchObject({ init: { rejected: 1, passed: 1 } });
    await fetch.sessions.close();
  });

  it("false gives the session up", async () => {
    await using site = await createTestSite();
    const fetch = createSessionFetch({
      pool: { size: 1 },
      init: inBrowser(browser(), ({ attempt }) => (attempt === 1 ? false : undefined)),
    });
    await fetch(site.url);
    expect(fetch.sessions.stats()).toMatchObject({ init: { rejected: 1, passed: 1 } });
    await fetch.sessions.close();
    expect(browser().contexts()).toHaveLength(0);
  });

  it("a script that throws is told, and leaves nothing open", async () => {
    await using site = await createTestSite();
    const fetch = createSessionFetch({
      pool: { size: 1, maxBadInits: 2 },
      init: inBrowser(browser(), ({ page }) =>
        page.waitForSelector(".never", { timeout: 1 }).then(() => undefined),
      ),
    });
    const errors: unknown[] = [];
    fetch.sessions.on("init:failed", ({ error }) => void errors.push(error));
    await expect(fetch(site.url)).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(errors).toMatchObject([{ name: "TimeoutError" }, { name: "TimeoutError" }]);
    await fetch.sessions.close();
    expect(browser().contexts()).toHaveLength(0);
  });

  it("the context is closed as soon as the init takes too long", async () => {
    await using site = await createTestSite();
    const clock = createFakeClock({ now: Date.now() });
    const closed = nextContextClosed(browser());
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const fetch = createSessionFetch({
      userAgent: "Mine/1.0",
      pool: { size: 1, clock, initTimeoutMs: 5_000, maxBadInits: 1 },
      init: inBrowser(browser(), () => {
        begin?.();
        return new Promise<void>(() => undefined);
      }),
    });
    const refused = expect(fetch(site.url)).rejects.toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
    });
    await begun;
    await clock.advance(5_000);
    await refused;
    await closed;
    expect(browser().contexts()).toHaveLength(0);
    await fetch.sessions.close();
  });

  it("closing the client closes the context", async () => {
    await using site = await createTestSite();
    const closed = nextContextClosed(browser());
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const fetch = createSessionFetch({
      userAgent: "Mine/1.0",
      init: inBrowser(browser(), async ({ page }) => {
        begin?.();
        await page.waitForSelector(".never");
      }),
    });
    const refused = expect(fetch(site.url)).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
    await begun;
    await fetch.sessions.close();
    await refused;
    await closed;
    expect(browser().contexts()).toHaveLength(0);
  });
});

describe("a browser that is launched for it", () => {
  it("is shared by sessions that are built at the same time, and closed with the last", async () => {
    await using site = await createTestSite();
    const launched: Browser[] = [];
    const fetch = createSessionFetch({
      pool: { size: 3 },
      init: inBrowser(
        async () => {
          const own = await launch();
          launched.push(own);
          return own;
        },
        ({ page }) => passChallenge(page, site.origin),
      ),
    });
    const pages = Array.from({ length: 3 }, () => fetch(`${site.origin}/js`));
    expect((await Promise.all(pages)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await fetch.sessions.close();
    expect(launched.map((own) => own.isConnected())).toEqual([false]);
  });

  it("is launched again for the next session when it dies", async () => {
    await using site = await createTestSite();
    const launched: Browser[] = [];
    const fetch = createSessionFetch({
      pool: { size: 1 },
      init: inBrowser(
        async () => {
          const own = await launch();
          launched.push(own);
          return own;
        },
        async ({ page, attempt, context }) => {
          const own = context.browser();
          if (attempt === 1 && own !== null) await crash(own);
          await passChallenge(page, site.origin);
        },
      ),
    });
    expect(await (await fetch(`${site.origin}/js`)).text()).toContain("You can run JavaScript.");
    expect(launched).toHaveLength(2);
    expect(fetch.sessions.stats()).toMatchObject({ init: { failed: 1, passed: 1 } });
    await fetch.sessions.close();
    expect(launched.map((own) => own.isConnected())).toEqual([false, false]);
  });

  it("that can't be launched fails the init with what the launch said", async () => {
    const fetch = createSessionFetch({
      pool: { size: 1, maxBadInits: 1 },
      init: inBrowser(
        () => Promise.reject(new Error("no browser here")),
        () => undefined,
      ),
    });
    await expect(fetch("http://127.0.0.1:1/")).rejects.toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
      cause: { message: "no browser here" },
    });
    await fetch.sessions.close();
  });
});

describe("what can't be used is refused at once", () => {
  it.each<[string, () => unknown, string]>([
    ["no browser", () => inBrowser(null as never, () => undefined), "`browser`"],
    ["no script", () => inBrowser(browser(), undefined as never), "`script`"],
    [
      "an unknown option",
      () => inBrowser(browser(), () => undefined, { indexedDb: true } as never),
      "did you mean `indexedDB`?",
    ],
    [
      "a proxy of its own",
      () => inBrowser(browser(), () => undefined, { context: { proxy: { server: "http://p:1" } } }),
      "inBrowser: expected `context.proxy` to be left out",
    ],
    [
      "a context that is none",
      () => inBrowser(browser(), () => undefined, { context: "mobile" as never }),
      "`context`",
    ],
  ])("%s", (_, attempt, message) => {
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });
});
