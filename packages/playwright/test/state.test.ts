import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { createSessionFetch } from "@sessionary/fetch";
import { createTestProxies, type TestSite } from "@sessionary/testkit";
import type { StorageState } from "@sessionary/identity";
import { describe, expect, it, onTestFinished } from "vitest";
import type { BrowserSessions } from "../src/index.ts";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

interface Echo {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
}

async function echo(shop: BrowserSessions, site: TestSite): Promise<Echo> {
  return shop.withPage(
    async ({ page }) => (await page.goto(`${site.origin}/echo`))?.json() as Promise<Echo>,
    { url: site.origin },
  );
}

function cookieState(site: TestSite, value: string): StorageState {
  const cookie = {
    name: "mark",
    value,
    domain: new URL(site.url).hostname,
    path: "/",
    expires: -1,
  };
  return {
    cookies: [{ ...cookie, httpOnly: false, secure: false, sameSite: "Lax" }],
    origins: [{ origin: site.origin, localStorage: [{ name: "mark", value }] }],
  };
}

describe("what a session looks like to the site", () => {
  it("is its own: proxy, user agent, headers, language, stored state", async () => {
    const site = await lab.site();
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const folder = await mkdtemp(join(tmpdir(), "sessionary-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "1.json"), JSON.stringify(cookieState(site, "one")));
    const shop = await lab.sessions({
      pool: { size: 2 },
      proxies: proxies.map(({ url }) => url),
      headers: ({ slot }) => ({ "x-slot": String(slot) }),
      userAgent: "Mozilla/5.0 (Mine)",
      context: ({ slot, id, variant, random }) => {
        expect([id.length > 0, variant, random() < 1]).toEqual([true, undefined, true]);
        const storageState = slot === 0 ? cookieState(site, "zero") : join(folder, "1.json");
        return { locale: slot === 0 ? "de-DE" : "fr-FR", storageState };
      },
    });
    const seen = [await echo(shop, site), await echo(shop, site)];
    expect(
      seen.map(({ address, headers, cookies }) => [
        address,
        headers["user-agent"],
        headers["x-slot"],
        headers["accept-language"]?.split(",")[0],
        cookies["mark"],
      ]),
    ).toEqual([
      [proxies[0]?.address, "Mozilla/5.0 (Mine)", "0", "de-DE", "zero"],
      [proxies[1]?.address, "Mozilla/5.0 (Mine)", "1", "fr-FR", "one"],
    ]);
    const stored = await shop.withPage(async ({ page, session }) => {
      await page.goto(site.url);
      return [session.slot, await page.evaluate("localStorage.getItem('mark')")];
    });
    expect(stored).toEqual([0, "zero"]);
  });

  it("is the browser with a window, unless somebody says otherwise", async () => {
    const site = await lab.site();
    const shop = await lab.sessions({ pool: { size: 1 } });
    const { headers } = await echo(shop, site);
    expect(headers["user-agent"]).toContain("Chrome/");
    expect(headers["user-agent"]).not.toContain("Headless");
    const state = await shop.withContext(({ session }) => session.state, { url: site.origin });
    expect(state.identity.headers["user-agent"]).toBe(headers["user-agent"]);
  });

  it("shows no secret when it is printed", async () => {
    const site = await lab.site();
    await using proxies = await createTestProxies(1, { username: "user", password: "s3cret" });
    const shop = await lab.sessions({
      pool: { size: 1 },
      proxies: proxies.map(({ url }) => url),
      headers: { "x-key": "s3cret" },
      init: () => ({ token: "s3cret" }),
    });
    await shop.withPage(({ page }) =>
      page.goto(`${site.origin}/cookies/set?a=s3cret`).then(() => undefined),
    );
    const state = await shop.withContext(({ session }) => session.state);
    const shown = [
      String(state),
      inspect(state),
      inspect({ state }, { depth: 9 }),
      JSON.stringify({ state }),
    ];
    for (const text of shown) {
      expect(text).toContain("BrowserState(context: open, proxy: http://127.0.0.2:");
      expect(text).not.toContain("s3cret");
    }
  });
});

describe("export and import", () => {
  it("take along cookies, storage, proxy, headers and what init returned", async () => {
    const site = await lab.site({ bindToAddress: true });
    await using proxies = await createTestProxies(1, { username: "user", password: "secret" });
    const options = { pool: { size: 1 }, capture: { indexedDB: true, sessionStorage: true } };
    const first = await lab.sessions({
      ...options,
      proxies: proxies.map(({ url }) => url),
      userAgent: "Mozilla/5.0 (Mine)",
      init: async ({ page }) => {
        await page.goto(site.url);
        return { token: "t" };
      },
    });
    await first.withPage(
      async ({ page }) => {
        await page.goto(`${site.origin}/product/1`);
        await page.evaluate(`new Promise((resolve, reject) => {
          localStorage.setItem("local", "1");
          sessionStorage.setItem("tab", "2");
          const opening = indexedDB.open("db", 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore("store");
          opening.onerror = reject;
          opening.onsuccess = () => {
            const writing = opening.result.transaction("store", "readwrite");
            writing.objectStore("store").put("3", "key");
            writing.oncomplete = resolve;
          };
        })`);
      },
      { url: site.origin },
    );
    const name = new URL(site.origin).host;
    const exported = JSON.parse(JSON.stringify(await first.sessions.pool(name)?.export())) as never;
    await first.close();

    const second = await lab.sessions<{ token: string }>(options);
    const pool = await second.sessions.open(name);
    await pool.import(exported);
    const [session] = [...(exported as { sessions: { id: string }[] }).sessions];
    const state = pool.get(session?.id ?? "")?.state;
    expect(await failureOf((async () => state?.context)())).toBeInstanceOf(Error);
    expect(String(state)).toContain("context: none");
    const seen = await second.withPage(
      async (given) => {
        await given.page.goto(`${site.origin}/product/2`);
        const stored = await given.page.evaluate(`new Promise((resolve, reject) => {
          const opening = indexedDB.open("db", 1);
          opening.onerror = reject;
          opening.onsuccess = () => {
            const reading = opening.result.transaction("store").objectStore("store").get("key");
            reading.onsuccess = () => resolve([
              localStorage.getItem("local"), sessionStorage.getItem("tab"), reading.result,
            ]);
          };
        })`);
        const { token } = given.session.state;
        return { stored, token, agent: await given.page.evaluate("navigator.userAgent") };
      },
      { url: site.origin },
    );
    expect(seen).toEqual({ stored: ["1", "2", "3"], token: "t", agent: "Mozilla/5.0 (Mine)" });
    const { totals, sessions } = site.truth();
    expect(totals).toMatchObject({ sessions: 1, banned: 0, right: 2 });
    expect(sessions[0]?.addresses).toEqual([proxies[0]?.address]);
  });

  it("hand sessions over to fetch, and back", async () => {
    const site = await lab.site();
    const name = new URL(site.origin).host;
    const shop = await lab.sessions({ pool: { size: 1 }, init: site.url });
    const { headers } = await echo(shop, site);

    const fetch = createSessionFetch({ pool: { size: 1 } });
    onTestFinished(() => fetch.sessions.close());
    const exported = await (await shop.sessions.open(name)).export();
    await (await fetch.sessions.open(name)).import(exported);
    const fetched = (await (await fetch(`${site.origin}/echo`)).json()) as Echo;
    expect(fetched.cookies).toHaveProperty("sid");
    expect(fetched.headers["user-agent"]).toBe(headers["user-agent"]);
    await fetch(`${site.origin}/cookies/set?fetched=1`);

    const again = await lab.sessions({ pool: { size: 1 } });
    await (
      await again.sessions.open(name)
    ).import(await (await fetch.sessions.open(name)).export());
    const back = await echo(again, site);
    expect(back.cookies).toEqual({ ...fetched.cookies, fetched: "1" });
    expect(site.truth().sessions).toHaveLength(1);
  });
});

it("contexts are recycled after maxUses", async () => {
  const shop = await lab.sessions({ pool: { size: 1, maxUses: 2 } });
  const contexts: unknown[] = [];
  for (let use = 0; use < 5; use++) {
    contexts.push(await shop.withPage(({ context }) => context));
  }
  expect(new Set(contexts).size).toBe(3);
  expect(shop.sessions.stats().retired).toEqual({ uses: 2 });
  await shop.close();
  expect((await lab.browser()).contexts()).toEqual([]);
});
