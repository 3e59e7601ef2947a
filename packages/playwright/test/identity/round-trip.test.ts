import { createHttpIdentity, identityCodec, type HttpIdentity } from "@sessionary/identity";
import { createTestProxy, createTestSite, type TestSite } from "@sessionary/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureIdentity } from "../../src/identity/capture-identity.ts";
import type { OriginState } from "../../src/identity/origins.ts";
import { openContext } from "../../src/identity/open-context.ts";
import { userAgentOf } from "../../src/identity/user-agent.ts";
import { useBrowser } from "./support/browser.ts";

const browser = useBrowser();
let site: TestSite;
beforeAll(async () => {
  site = await createTestSite();
});
afterAll(() => site.close());

/** What the site gets from an identity in a browser. */
async function echoOf(identity: HttpIdentity): Promise<{
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly address: string;
}> {
  return inPage(identity, async (page) => {
    await page.goto(`${site.origin}/echo`);
    return JSON.parse(await page.evaluate<string>("document.body.innerText"));
  });
}

async function inPage<T>(
  identity: HttpIdentity,
  task: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await openContext(browser(), identity, {});
  try {
    return await task(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

describe("an identity in a browser", () => {
  it("sends its cookies, its user agent and its headers, through its proxy", async () => {
    await using proxy = await createTestProxy({
      host: "127.0.0.9",
      username: "user",
      password: "secret",
    });
    const identity = createHttpIdentity({
      proxy: proxy.url,
      headers: { "user-agent": "Mine/1.0", "accept-language": "de-DE,de;q=0.9", "x-shop": "1" },
    });
    identity.cookies.setCookie("sid=1; HttpOnly", site.url);
    expect(await echoOf(identity)).toMatchObject({
      cookies: { sid: "1" },
      headers: { "user-agent": "Mine/1.0", "accept-language": "de-DE,de;q=0.9", "x-shop": "1" },
      address: "127.0.0.9",
    });
  });

  it("shows pages the language it sends", async () => {
    const identity = createHttpIdentity({ headers: { "accept-language": "de-DE" } });
    const shown = await inPage(identity, (page) => page.evaluate<string>("navigator.language"));
    expect(shown).toBe("de-DE");
    expect(await echoOf(identity)).toMatchObject({ headers: { "accept-language": "de-DE" } });
  });

  it("leaves out a cookie that the browser refuses, and keeps the others", async () => {
    const identity = createHttpIdentity();
    const { cookies } = identity;
    cookies.setCookie("first=1", site.url);
    const record = cookies.cookies()[0];
    if (record === undefined) throw new Error("no cookie");
    // No Set-Cookie can say this path, but a saved state can.
    expect(cookies.add({ ...record, name: "odd", path: "/a;b" })).toBe("stored");
    cookies.setCookie("last=1", site.url);
    const held = await inPage(identity, (_, context) => context.cookies());
    expect(held.map(({ name }) => name).toSorted()).toEqual(["first", "last"]);
  });
});

describe("a context as an identity", () => {
  it("has the cookies as they are: host-only, of a domain, partitioned, deleted ones gone", async () => {
    const identity = createHttpIdentity({ headers: { "user-agent": "Mine/1.0" } });
    identity.cookies.setCookie("gone=1", site.url);
    identity.cookies.setCookie(
      "wide=1; Domain=shop.example; Max-Age=3600",
      "https://shop.example/",
    );
    const set = (value: string): string => `${site.origin}/cookies/set?${value}`;
    const captured = await inPage(identity, async (page, context) => {
      await page.goto(
        set(`chips=${encodeURIComponent("1; Path=/; Secure; SameSite=None; Partitioned")}`),
      );
      await page.goto(set(`host=${encodeURIComponent("1; Path=/; HttpOnly; SameSite=Strict")}`));
      await page.goto(set(`gone=${encodeURIComponent("; Path=/; Max-Age=0")}`));
      return captureIdentity(context, identity);
    });
    const byName = new Map(captured.cookies.cookies().map((record) => [record.name, record]));
    expect([...byName.keys()].toSorted()).toEqual(["chips", "host", "wide"]);
    expect(byName.get("chips")).toMatchObject({
      partition: { topLevelSite: "http://127.0.0.1", crossSiteAncestor: false },
      sameSite: "none",
    });
    expect(byName.get("host")).toMatchObject({
      domain: "127.0.0.1",
      hostOnly: true,
      httpOnly: true,
      sameSite: "strict",
      expiresAt: null,
    });
    expect(byName.get("wide")).toMatchObject({ domain: "shop.example", hostOnly: false });
    expect(captured.headers).toEqual({ "user-agent": "Mine/1.0" });

    // And once more, through JSON: the partitioned one is still sent.
    const restored = identityCodec.decode(identityCodec.encode(captured));
    expect(await echoOf(restored)).toMatchObject({ cookies: { chips: "1", host: "1" } });
  });

  it("keeps the proxy, and what was added to the identity", async () => {
    const identity = Object.assign(createHttpIdentity({ proxy: "http://user:secret@proxy:8000" }), {
      token: "t-1",
    });
    const captured = await inPage(identity, (_, context) => captureIdentity(context, identity));
    expect(captured).toMatchObject({ proxy: identity.proxy, token: "t-1" });
  });

  it("has localStorage; IndexedDB and sessionStorage where it is asked for", async () => {
    const fill = `new Promise((resolve, reject) => {
      localStorage.setItem("local", "1");
      sessionStorage.setItem("tab", "2");
      const opening = indexedDB.open("db", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("things").put("3", "key");
      opening.onsuccess = () => resolve(opening.result.close());
      opening.onerror = () => reject(opening.error);
    })`;
    const read = `new Promise((resolve, reject) => {
      const opening = indexedDB.open("db");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const db = opening.result;
        const found = [localStorage.getItem("local"), sessionStorage.getItem("tab")];
        if (!db.objectStoreNames.contains("things")) return resolve([...found, null]);
        const reading = db.transaction("things").objectStore("things").get("key");
        reading.onsuccess = () => resolve([...found, reading.result]);
      };
    })`;
    const identity = createHttpIdentity();
    const [all, some] = await inPage(identity, async (page, context) => {
      await page.goto(site.url);
      await page.evaluate(fill);
      return [
        await captureIdentity(context, identity, { indexedDB: true, sessionStorage: true }),
        await captureIdentity(context, identity),
      ];
    });
    const readBack = (from: HttpIdentity): Promise<unknown> =>
      inPage(identityCodec.decode(identityCodec.encode(from)), async (page) => {
        await page.goto(site.url);
        return page.evaluate(read);
      });
    expect(await readBack(all)).toEqual(["1", "2", "3"]);
    expect(await readBack(some)).toEqual(["1", null, null]);

    // What was captured once is not lost when it is not asked for the next time.
    const again = await inPage(all, async (page, context) => {
      await page.goto(site.url);
      return captureIdentity(context, all);
    });
    expect(await readBack(again)).toEqual(["1", "2", "3"]);
  });

  it("restores sessionStorage to every new tab, and leaves alone what a tab has changed", async () => {
    const sessionStorage = [{ name: "tab", value: "old" }];
    const kept: OriginState = { origin: site.origin, localStorage: [], sessionStorage };
    const identity = createHttpIdentity({ origins: [kept] });
    await inPage(identity, async (page, context) => {
      const other = await context.newPage();
      for (const each of [page, other]) await each.goto(site.url);
      expect(await other.evaluate("sessionStorage.tab")).toBe("old");
      await page.evaluate("sessionStorage.tab = 'new'");
      await page.goto(`${site.origin}/links`);
      expect(await page.evaluate("sessionStorage.tab")).toBe("new");
      await other.close();
      const captured = await captureIdentity(context, identity, { sessionStorage: true });
      expect(captured.origins).toMatchObject([{ sessionStorage: [{ name: "tab", value: "new" }] }]);
      await page.evaluate("sessionStorage.clear()");
      const cleared = await captureIdentity(context, captured, { sessionStorage: true });
      expect(cleared.origins).toEqual([]);
    });
  });
});

describe("the user agent of a browser", () => {
  it("is its own, without the word that gives a headless one away", async () => {
    const agent = await userAgentOf(browser());
    expect(agent).toMatch(/^Mozilla\/5\.0 .* Chrome\/\d+/);
    expect(agent).not.toContain("Headless");
    const shown = await inPage(createHttpIdentity(), (page) =>
      page.evaluate<string>("navigator.userAgent"),
    );
    expect(shown.replace("HeadlessChrome", "Chrome")).toBe(agent);
  });

  it("is asked for once, however many want to know", async () => {
    const asked = userAgentOf(browser());
    expect(await Promise.all([asked, userAgentOf(browser())])).toHaveLength(2);
    expect(browser().contexts()).toHaveLength(0);
  });
});
