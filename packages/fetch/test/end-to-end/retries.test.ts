import { once } from "node:events";
import { isSessionaryError, type SessionaryError } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import { createTestProxies, createTestSite, type TestSite } from "@sessionary/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createSessionFetch,
  type SessionFetch,
  type SessionFetchOptions,
} from "../../src/index.ts";
import { echoOf } from "../support/echo.ts";
import { createKeepingFetch } from "../support/keeping-fetch.ts";
import { bodyOf, serve } from "../support/server.ts";

let site: TestSite;
const made: SessionFetch[] = [];

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(async () => {
  for (const fetch of made.splice(0)) await fetch.sessions.close();
  await site.close();
});

function make(options: SessionFetchOptions): SessionFetch {
  const fetch = createSessionFetch(options);
  made.push(fetch);
  return fetch;
}

async function rejected(promise: Promise<unknown>): Promise<SessionaryError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isSessionaryError(error)) throw new Error("expected an error of ours", { cause: error });
  return error;
}

describe("a session that is refused", () => {
  test("is replaced, and the request sent again", async () => {
    await using banning = await createTestSite({ ban: { afterUses: 2 } });
    const fetch = make({ pool: { size: 1 } });
    const statuses: number[] = [];
    for (let i = 1; i <= 7; i += 1) {
      statuses.push((await fetch(`${banning.origin}/product/${i}`)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(fetch.sessions.stats().retired["errors"]).toBe(banning.truth().totals.banned);
    expect(banning.truth().totals.banned).toBeGreaterThan(0);
  });

  test("is an error when every attempt ends so", async () => {
    const fetch = make({ pool: { size: 1, retries: 2 } });
    const error = await rejected(fetch(`${site.origin}/status/403?token=secret`));
    expect(error.code).toBe("ERR_RETRIES_EXHAUSTED");
    expect(error.attempts.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["error", "status 403"],
      ["error", "status 403"],
      ["error", "status 403"],
    ]);
    expect(JSON.stringify(error.attempts)).not.toContain("secret");
  });

  test("is judged by the caller's classify first", async () => {
    const fetch = make({
      pool: { size: 1 },
      classify: ({ response }) => (response?.status === 403 ? "ok" : undefined),
    });
    expect((await fetch(`${site.origin}/status/403`)).status).toBe(403);
  });
});

describe("what blames nobody", () => {
  test("a 500 is handed over, after it was asked for again", async () => {
    const fetch = make({ pool: { size: 2, retries: 2 } });
    const response = await fetch(`${site.origin}/status/500`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("status 500");
    expect(site.truth().totals.requests).toBe(3);
    expect(fetch.sessions.stats().retired).toEqual({});
  });

  test("a POST is not sent again, since it may have worked", async () => {
    const fetch = make({ pool: { size: 1 } });
    const response = await fetch(`${site.origin}/status/500`, { method: "POST" });
    expect(response.status).toBe(500);
    expect(site.truth().totals.requests).toBe(1);
  });

  test("a site that is down retires nothing", async () => {
    const fetch = make({ pool: { size: 2, retries: 1 } });
    await fetch(site.url);
    await site.goDown("reset");
    const error = await rejected(fetch(site.url));
    expect(error.code).toBe("ERR_RETRIES_EXHAUSTED");
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.attempts.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive"]);
    await site.goUp();
    expect((await fetch(site.url)).status).toBe(200);
    expect(fetch.sessions.stats().retired).toEqual({});
  });

  test("too many redirects are a TypeError, as of fetch", async () => {
    const fetch = make({ pool: { size: 1 } });
    await expect(fetch(`${site.origin}/redirect/loop`)).rejects.toThrow(TypeError);
    expect(fetch.sessions.stats().retired).toEqual({});
  });
});

test("429 rests the session for as long as it says", async () => {
  const clock = createFakeClock();
  await using server = await serve((_, response) => {
    if (clock.now() >= 7_000) return void response.end("ok");
    response.writeHead(429, { "retry-after": "7" }).end();
    refused();
  });
  let refused = (): void => {};
  const asked = new Promise<void>((resolve) => {
    refused = resolve;
  });
  const fetch = make({ pool: { size: 1, clock } });
  const throttled = new Promise<void>((resolve) => {
    fetch.sessions.on("lease:settled", ({ verdict }) => verdict === "throttled" && resolve());
  });
  const response = fetch(server.origin);
  await asked;
  await throttled;
  await clock.advance(6_999);
  expect(fetch.sessions.stats().sessions.resting).toBe(1);
  await clock.advance(1);
  expect(await (await response).text()).toBe("ok");
});

describe("the body", () => {
  const bodies: Record<string, () => RequestInit["body"]> = {
    "a string": () => "abc",
    URLSearchParams: () => new URLSearchParams("abc"),
    FormData: () => {
      const form = new FormData();
      form.append("abc", "1");
      return form;
    },
    "a Blob": () => new Blob(["abc"]),
    bytes: () => new TextEncoder().encode("abc"),
  };

  test.each(Object.entries(bodies))(
    "as %s is sent again with the next session",
    async (_, make_) => {
      const seen: string[] = [];
      await using server = await serve(async (request, response) => {
        seen.push(await bodyOf(request));
        response.writeHead(seen.length < 3 ? 403 : 200).end();
      });
      const fetch = make({ pool: { size: 1 } });
      await fetch(server.origin, { method: "POST", body: make_() ?? null });
      expect(seen.map((body) => body.includes("abc"))).toEqual([true, true, true]);
    },
  );

  test("of a Request is sent again", async () => {
    const seen: string[] = [];
    await using server = await serve(async (request, response) => {
      seen.push(await bodyOf(request));
      response.writeHead(seen.length < 2 ? 403 : 200).end();
    });
    const fetch = make({ pool: { size: 1 } });
    await fetch(new Request(server.origin, { method: "POST", body: "abc" }));
    expect(seen).toEqual(["abc", "abc"]);
  });

  test("as a stream has one attempt", async () => {
    const fetch = make({ pool: { size: 1 } });
    const init = (): RequestInit & { duplex: string } => ({
      method: "POST",
      body: new Blob(["abc"]).stream(),
      duplex: "half",
    });
    expect((await echoOf(await fetch(`${site.origin}/echo`, init()))).body).toBe("abc");
    const error = await rejected(fetch(`${site.origin}/status/403`, init()));
    expect(error.code).toBe("ERR_BODY_NOT_REPLAYABLE");
  });
});

describe("proxies", () => {
  test("stay with their sessions", async () => {
    await using binding = await createTestSite({ bindToAddress: true });
    await using proxies = await createTestProxies(3);
    const fetch = make({ pool: { size: 3 }, proxies: proxies.map(({ url }) => url) });
    for (let i = 1; i <= 12; i += 1) await fetch(`${binding.origin}/product/${i}`);
    const { sessions, totals } = binding.truth();
    expect(totals.banned).toBe(0);
    expect(new Set(sessions.flatMap(({ addresses }) => [...addresses])).size).toBe(3);
  });

  test("that are dead cost their sessions, and the request goes through another", async () => {
    await using proxies = await createTestProxies(2);
    await proxies[0]?.kill();
    const fetch = make({ pool: { size: 1 }, proxies: proxies.map(({ url }) => url) });
    const { address } = await echoOf(await fetch(`${site.origin}/echo`));
    expect(address).toBe(proxies[1]?.address);
    expect(fetch.sessions.stats().retired).toEqual({ errors: 1 });
  });

  test("are left alone when a session is retired", async () => {
    await using proxies = await createTestProxies(1);
    const [proxy] = proxies;
    const fetch = make({ pool: { size: 1 }, proxies: proxies.map(({ url }) => url) });
    await (await fetch(site.url)).text();
    await fetch.sessions.close();
    await expect(proxy?.whenIdle()).resolves.toBeUndefined();
  });
});

test("responses that nobody gets are ended", async () => {
  let asked = 0;
  const ended: Promise<unknown>[] = [];
  await using server = await serve((_, response) => {
    asked += 1;
    if (asked === 4) return void response.end("ok");
    ended.push(once(response, "close"));
    response.writeHead(500).write("and so on");
  });
  const keeping = createKeepingFetch();
  const fetch = make({ pool: { size: 1 }, fetch: keeping });
  expect(await (await fetch(server.origin)).text()).toBe("ok");
  expect(keeping.kept).toHaveLength(4);
  await Promise.all(ended);
  expect(ended).toHaveLength(3);
});
