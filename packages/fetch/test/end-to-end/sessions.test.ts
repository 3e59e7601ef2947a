import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSessionFetch, type SessionFetch } from "../../src/index.ts";
import { echoOf } from "../support/echo.ts";

let site: TestSite;
let fetch: SessionFetch;

beforeEach(async () => {
  site = await createTestSite();
  fetch = createSessionFetch({ pool: { size: 2 } });
});

afterEach(async () => {
  await fetch.sessions.close();
  await site.close();
});

async function cookies(init?: Parameters<SessionFetch>[1]): Promise<unknown> {
  return (await fetch(`${site.origin}/cookies`, init)).json();
}

describe("what fetch takes", () => {
  test("a string, a URL or a Request", async () => {
    const url = `${site.origin}/echo`;
    for (const input of [url, new URL(url), new Request(url)]) {
      const response = await fetch(input, { method: "POST", body: "abc" });
      expect(response).toBeInstanceOf(Response);
      expect(await echoOf(response)).toMatchObject({ method: "POST", body: "abc" });
    }
  });

  test("what is no URL rejects, as fetch does", async () => {
    await expect(fetch("nothing")).rejects.toThrow(TypeError);
    await expect(fetch({ toString: () => "nothing" } as unknown as string)).rejects.toThrow(
      "nothing",
    );
  });

  test("data: and blob: URLs need no session", async () => {
    expect(await (await fetch("data:text/plain,hello")).text()).toBe("hello");
    const blob = URL.createObjectURL(new Blob(["hello"]));
    expect(await (await fetch(blob)).text()).toBe("hello");
    expect(fetch.sessions.pools()).toEqual([]);
  });
});

describe("sessions", () => {
  test("are cookie jars that share nothing", async () => {
    const [one, two] = ["one", "two"].map((id) => ({
      session: { id, onMissing: "replace" } as const,
    }));
    await fetch(`${site.origin}/cookies/set?a=1`, one);
    await fetch(`${site.origin}/cookies/set?b=2`, two);
    expect(await cookies(one)).toEqual({ a: "1" });
    expect(await cookies(two)).toEqual({ b: "2" });
  });

  test("stay with their key", async () => {
    await fetch(`${site.origin}/cookies/set?a=1`, { session: { key: "cart" } });
    await fetch.sessions.pools()[0]?.warm();
    for (let i = 0; i < 4; i += 1) {
      expect(await cookies({ session: { key: "cart" } })).toEqual({ a: "1" });
    }
  });

  test("can be asked for by id", async () => {
    await fetch(`${site.origin}/cookies/set?a=1`, {
      session: { id: "mine", onMissing: "replace" },
    });
    expect(await cookies({ session: { id: "mine" } })).toEqual({ a: "1" });
    await expect(cookies({ session: { id: "other" } })).rejects.toSatisfy((error) =>
      isSessionaryError(error, "ERR_SESSION_MISSING"),
    );
  });

  test("of a variant are in a pool of their own, named after it", async () => {
    const host = new URL(site.origin).host;
    await fetch(site.url);
    await fetch(site.url, { session: { variant: { zip: "04662" } } });
    await fetch(site.url, { session: { pool: "mine" } });
    expect(fetch.sessions.pools().map(({ name }) => name)).toEqual([
      host,
      `${host} {"zip":"04662"}`,
      "mine",
    ]);
  });

  test("are left out on request, which is counted", async () => {
    await fetch(`${site.origin}/cookies/set?a=1`, { session: { enabled: false } });
    expect(await cookies({ session: { enabled: false } })).toEqual({});
    expect(fetch.sessions.pools()).toEqual([]);
    expect(fetch.sessions.stats().bypassed).toBe(2);
  });

  test("survive export and import with their cookies", async () => {
    await fetch(`${site.origin}/cookies/set?a=1`);
    const host = new URL(site.origin).host;
    const saved = JSON.stringify(await fetch.sessions.pool(host)?.export());
    const other = createSessionFetch({ pool: { size: 1 } });
    await other(site.url);
    const pool = other.sessions.pool(host);
    for (const session of JSON.parse(saved).sessions) expect(session.state).toBeTypeOf("object");
    await pool?.resize(4);
    await pool?.import(JSON.parse(saved));
    const [session] = JSON.parse(saved).sessions;
    const response = await other(`${site.origin}/cookies`, { session: { id: session.id } });
    expect(await response.json()).toMatchObject({ a: "1" });
    await other.sessions.close();
  });
});

describe("a dispatcher", () => {
  const dispatcher = { dispatch: () => false };

  test("is refused, since it would go round the session", async () => {
    const init = { dispatcher, session: {} };
    await expect(fetch(site.url, init)).rejects.toThrow(
      "createSessionFetch: expected `dispatcher` to be left out, since each session has connections of its own",
    );
  });

  test("reaches the fetch underneath where there is no session", async () => {
    const seen: unknown[] = [];
    const bare = createSessionFetch({
      fetch: async (_, init) => {
        seen.push(Reflect.get(init ?? {}, "dispatcher"));
        return new Response();
      },
    });
    const init = { dispatcher, session: { enabled: false } };
    await bare(site.url, init);
    expect(seen).toEqual([dispatcher]);
    await bare.sessions.close();
  });
});

test("wrong session options are refused", async () => {
  const session = { retries: -1 };
  await expect(fetch(site.url, { session })).rejects.toSatisfy((error) =>
    isSessionaryError(error, "ERR_INVALID_OPTION"),
  );
});

test("the global dispatcher stays as it is", async () => {
  const key = Symbol.for("undici.globalDispatcher.1");
  const before: unknown = Reflect.get(globalThis, key);
  await fetch(site.url);
  expect(Reflect.get(globalThis, key)).toBe(before);
});
