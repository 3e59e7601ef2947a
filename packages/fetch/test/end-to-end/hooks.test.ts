import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createSessionFetch,
  type SessionFetchOptions,
  type SessionFetch,
} from "../../src/index.ts";
import { echoOf } from "../support/echo.ts";

let site: TestSite;
const made: SessionFetch[] = [];

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(async () => {
  for (const fetch of made.splice(0)) await fetch.sessions.close();
  await site.close();
});

function make<Extra extends object>(options: SessionFetchOptions<Extra>): SessionFetch<Extra> {
  const fetch = createSessionFetch(options);
  made.push(fetch);
  return fetch;
}

const zipOf = async (response: Response): Promise<string | undefined> =>
  /class="zip_code">(\d+)</.exec(await response.text())?.[1];

describe("init as a request", () => {
  const body = new URLSearchParams({ zip: "04662" });
  const table = {
    "an object": () => ({ url: `${site.origin}/api/location`, method: "POST", body }),
    "an object with a relative URL": () => ({ url: "/api/location", method: "POST", body }),
    "a Request": () => new Request(`${site.origin}/api/location`, { method: "POST", body }),
  };

  test.each(Object.entries(table))("%s is sent for each session", async (_, init) => {
    const fetch = make({ pool: { size: 2 }, init: init() });
    const responses = await Promise.all([1, 2].map((n) => fetch(`${site.origin}/product/${n}`)));
    expect(await Promise.all(responses.map(zipOf))).toEqual(["04662", "04662"]);
    expect(fetch.sessions.stats().init.passed).toBe(2);
  });

  test("a string is fetched", async () => {
    const fetch = make({ pool: { size: 1 }, init: `${site.origin}/cookies/set?a=1` });
    const response = await fetch(`${site.origin}/cookies`);
    expect(await response.json()).toEqual({ a: "1" });
  });

  test("its response is judged: a session that is refused is bad", async () => {
    const fetch = make({
      pool: { size: 1, maxBadInits: 2 },
      init: `${site.origin}/status/403`,
    });
    await expect(fetch(site.url)).rejects.toSatisfy((error) =>
      isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS"),
    );
    expect(fetch.sessions.stats().init.rejected).toBe(2);
  });

  test.each([
    ["no URL", { method: "POST" }],
    ["credentials in its URL", { url: "http://me:s3cret@shop.example/" }],
    ["a GET with a body", { url: "http://shop.example/", body: "a" }],
    ["a stream", { url: "/", method: "POST", body: new Blob(["a"]).stream() }],
    ["a number", 7],
  ] as [string, unknown][])("%s is refused at construction", (_, init) => {
    const construct = (): unknown => createSessionFetch({ init: init as string });
    expect(construct).toThrow("createSessionFetch: expected `init` to be");
    expect(construct).not.toThrow("s3cret");
  });

  test("the one of a profile is named with it", () => {
    const construct = (): unknown =>
      createSessionFetch({ profiles: [{ match: "shop.example", init: 7 as unknown as string }] });
    expect(construct).toThrow("expected `profiles[0].init` to be");
  });
});

describe("init as a function", () => {
  test("sends a chain of requests through the session, and its result reaches prepare", async () => {
    const fetch = make({
      pool: { size: 1 },
      init: async ({ send }) => {
        const form = await (await send("/location")).text();
        const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
        const body = new URLSearchParams({ csrf, zip: "04662" });
        await send("/location", { method: "POST", body });
        return { csrf };
      },
      prepare: (request, session) => ({
        ...request,
        headers: { ...request.headers, "X-CSRF": session.state.csrf },
      }),
    });
    expect(await zipOf(await fetch(`${site.origin}/product/1`))).toBe("04662");
    const { headers } = await echoOf(await fetch(`${site.origin}/echo`));
    expect(headers["x-csrf"]).toMatch(/./);
  });

  test("knows the request, the variant and the slot", async () => {
    const seen: unknown[] = [];
    const fetch = make({
      pool: { size: 1 },
      init: ({ request, variant, slot, attempt }) => {
        seen.push([request?.url, variant, slot, attempt]);
      },
    });
    await fetch(`${site.origin}/echo`, { session: { variant: "de" } });
    expect(seen).toEqual([[`${site.origin}/echo`, "de", 0, 1]]);
  });

  test("asks the checker", async () => {
    const answers: boolean[] = [];
    const fetch = make({
      pool: { size: 1, maxBadInits: 1 },
      init: async ({ send, check }) => {
        answers.push(await check(await send("/echo")));
      },
      check: ({ phase }) => phase !== "init",
    });
    await expect(fetch(site.url)).rejects.toSatisfy((error) =>
      isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS"),
    );
    expect(answers).toEqual([false]);
  });
});

describe("check", () => {
  test("reads the response, which the caller reads as well", async () => {
    const fetch = make({
      pool: { size: 1 },
      check: async ({ reading }) => (await reading.text()).includes("GET"),
    });
    const response = await fetch(`${site.origin}/redirect/1`);
    expect((await echoOf(response)).method).toBe("GET");
    expect(response.redirected).toBe(true);
  });

  test("retires the session of a bad page, and the page never reaches the caller", async () => {
    let pages = 0;
    const fetch = make({ pool: { size: 1 }, check: () => ++pages > 2 });
    const response = await fetch(`${site.origin}/echo`);
    expect(response.status).toBe(200);
    expect(pages).toBe(3);
    expect(fetch.sessions.stats().retired).toEqual({ check: 2 });
  });
});

describe("prepare", () => {
  test("may answer with all that fetch takes", async () => {
    const urls = [`${site.origin}/echo?1`, new URL(`${site.origin}/echo?2`), { url: "/echo?3" }];
    for (const url of [...urls, new Request(`${site.origin}/echo?4`)]) {
      const fetch = make({ pool: { size: 1 }, prepare: () => url });
      const echo = await echoOf(await fetch(site.url));
      expect(echo.url).toMatch(/echo\?\d$/);
    }
  });

  test("sees a request in one form", async () => {
    const fetch = make({
      pool: { size: 1 },
      prepare: (request) => {
        expect(request).toMatchObject({ method: "POST", headers: { "x-a": "1" }, body: "b" });
        return request;
      },
    });
    await fetch(site.url, { method: "post", headers: { "X-A": "1" }, body: "b" });
    expect.assertions(1);
  });
});

test("profiles have an init and a pool of their own", async () => {
  const fetch = make({
    pool: { size: 1 },
    profiles: [{ match: "127.0.0.1/cookies", init: "/cookies/set?a=1", poolName: () => "profile" }],
  });
  expect(await (await fetch(`${site.origin}/cookies`)).json()).toEqual({ a: "1" });
  expect((await echoOf(await fetch(`${site.origin}/echo`))).cookies).toEqual({});
  expect(fetch.sessions.pool("profile")).toBeDefined();
});
