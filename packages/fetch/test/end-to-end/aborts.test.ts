import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createSessionFetch,
  type SessionFetch,
  type SessionFetchOptions,
} from "../../src/index.ts";

let site: TestSite;
const made: SessionFetch[] = [];

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(async () => {
  for (const fetch of made.splice(0)) await fetch.sessions.close({ drainTimeoutMs: 0 });
  await site.close();
});

function make(options: SessionFetchOptions): SessionFetch {
  const fetch = createSessionFetch(options);
  made.push(fetch);
  return fetch;
}

const enough = new Error("enough");

describe.each(["init.signal", "session.signal", "Request.signal"] as const)("%s ends", (where) => {
  function call(fetch: SessionFetch, url: string, signal: AbortSignal): Promise<Response> {
    if (where === "init.signal") return fetch(url, { signal });
    if (where === "session.signal") return fetch(url, { session: { signal } });
    return fetch(new Request(url, { signal }));
  }

  test("the wait for a session", async () => {
    const fetch = make({ pool: { size: 1 } });
    const arrived = site.waitFor("request", ({ path }) => path === "/slow");
    const first = fetch(`${site.origin}/slow`);
    await arrived;
    const controller = new AbortController();
    const queued = new Promise<void>((resolve) => {
      fetch.sessions.on("waiter:queued", () => resolve());
    });
    const second = call(fetch, site.url, controller.signal);
    await queued;
    controller.abort(enough);
    await expect(second).rejects.toBe(enough);
    site.release();
    expect((await first).status).toBe(200);
    expect(fetch.sessions.stats()).toMatchObject({ waiting: 0, retired: {} });
  });

  test("the wait for an init, which goes on", async () => {
    const fetch = make({ pool: { size: 1 }, init: `${site.origin}/slow` });
    const arrived = site.waitFor("request", ({ path }) => path === "/slow");
    const controller = new AbortController();
    const waiting = call(fetch, `${site.origin}/echo`, controller.signal);
    await arrived;
    controller.abort(enough);
    await expect(waiting).rejects.toBe(enough);
    const ready = new Promise<void>((resolve) => {
      fetch.sessions.on("session:ready", () => resolve());
    });
    site.release();
    await ready;
    expect((await fetch(`${site.origin}/echo`)).status).toBe(200);
    expect(fetch.sessions.stats().init.passed).toBe(1);
  });

  test("the rest of a throttled session", async () => {
    const fetch = make({ pool: { size: 1 } });
    const controller = new AbortController();
    const throttled = new Promise<void>((resolve) => {
      fetch.sessions.on("lease:settled", () => resolve());
    });
    const waiting = call(fetch, `${site.origin}/status/429?retryAfter=60`, controller.signal);
    await throttled;
    controller.abort(enough);
    await expect(waiting).rejects.toBe(enough);
  });

  test("the request, which blames nobody", async () => {
    const fetch = make({ pool: { size: 1 } });
    const controller = new AbortController();
    const arrived = site.waitFor("request", ({ path }) => path === "/slow");
    const sent = call(fetch, `${site.origin}/slow`, controller.signal);
    await arrived;
    controller.abort();
    await expect(sent).rejects.toMatchObject({ name: "AbortError" });
    expect((await fetch(site.url)).status).toBe(200);
    expect(fetch.sessions.stats().retired).toEqual({});
    expect(fetch.sessions.stats().use.error).toBe(0);
  });

  test("the body, after the response was handed over", async () => {
    const fetch = make({ pool: { size: 1 } });
    const controller = new AbortController();
    const response = await call(fetch, `${site.origin}/stream`, controller.signal);
    const text = response.text();
    controller.abort(enough);
    await expect(text).rejects.toThrow("enough");
  });
});

test("closing refuses who waits and lets go who is served", async () => {
  const fetch = make({ pool: { size: 1 } });
  const arrived = site.waitFor("request", ({ path }) => path === "/slow");
  const served = fetch(`${site.origin}/slow`);
  await arrived;
  const waiting = fetch(site.url);
  const refused = expect(waiting).rejects.toSatisfy((error) =>
    isSessionaryError(error, "ERR_POOL_CLOSED"),
  );
  const closed = fetch.sessions.close();
  await refused;
  site.release();
  expect((await served).status).toBe(200);
  await closed;
  await expect(fetch(site.url)).rejects.toSatisfy((error) =>
    isSessionaryError(error, "ERR_POOL_CLOSED"),
  );
});
