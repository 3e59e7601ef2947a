import { isSessionaryError } from "@sessionary/core";
import { expect, test } from "vitest";

import {
  createZyteEmulator,
  type ZyteErrorShape,
  type ZytePlanStep,
  type ZyteProblemType,
} from "../../src/zyte/index.ts";
import { ask, page, typeOf } from "./asking.ts";

/** Every type the service is known to have, with its status and its title if that is published. */
const KNOWN: readonly {
  readonly type: ZyteProblemType;
  readonly status: number;
  readonly title?: string;
}[] = [
  { type: "/request/invalid", status: 400, title: "Bad Request" },
  { type: "/request/invalid-json", status: 400, title: "Invalid JSON" },
  { type: "/auth/not-valid", status: 401, title: "Authentication Info Invalid" },
  { type: "/auth/key-not-found", status: 401, title: "Authentication Key Not Found" },
  { type: "/auth/account-suspended", status: 403, title: "Account Suspended" },
  { type: "/website/domain-unreachable", status: 421, title: "Domain Unreachable" },
  { type: "/request/unprocessable", status: 422, title: "Unprocessable Request" },
  { type: "/problem/session-expired", status: 422 },
  { type: "/problem/over-session-limit", status: 422 },
  { type: "/limits/over-user-limit", status: 429, title: "Over User Requests Limit" },
  { type: "/limits/over-domain-limit", status: 429, title: "Over Domain Requests Limit" },
  {
    type: "/limits/over-org-domain-limit",
    status: 429,
    title: "Over Organisation Requests limit for the requested domain",
  },
  { type: "/download/domain-forbidden", status: 451, title: "Domain Forbidden" },
  { type: "/server/internal", status: 500, title: "Internal Server Error" },
  { type: "/server/timed-out", status: 500, title: "Request Timed Out" },
  { type: "/limits/over-global-limit", status: 503, title: "Global Requests Limit Reached" },
  { type: "/extractor/over-global-limit", status: 503 },
  { type: "/problem/session-creation-error", status: 503 },
  { type: "/download/temporary-error", status: 520, title: "Website Ban" },
  { type: "/download/internal-error", status: 521, title: "Internal Downloading Error" },
];

test.each(KNOWN)("$type arrives as the service sends it", async ({ type, status, title }) => {
  await using zyte = await createZyteEmulator();
  // The client sends a 421 twice, as the standard of fetch has it.
  zyte.plan([type, type]);
  const asked = await ask(zyte, page("/echo"));
  expect(asked.status).toBe(status);
  expect(asked.headers.get("content-type")).toBe("application/problem+json");
  expect(asked.headers.get("request-id")).toMatch(/^[\da-f]{32}$/);
  expect(asked.headers.has("www-authenticate")).toBe(status === 401);
  expect(asked.body).toEqual({
    type,
    status,
    title: title ?? expect.any(String),
    detail: expect.any(String),
    ...(status === 451 && { blockedDomain: "shop.example" }),
  });
  expect(zyte.requests.at(-1)).toMatchObject({ planned: true, type, status, cost: 0 });
  expect(zyte.site.requests).toEqual([]);
});

/** What a bare status stands for. */
const statuses: readonly (readonly [status: number, type: string])[] = [
  [400, "/request/invalid"],
  [401, "/auth/not-valid"],
  [403, "/auth/account-suspended"],
  [404, "about:blank"],
  [422, "/request/unprocessable"],
  [429, "/limits/over-user-limit"],
  [451, "/download/domain-forbidden"],
  [500, "/server/internal"],
  [502, "about:blank"],
  [503, "/limits/over-global-limit"],
  [520, "/download/temporary-error"],
  [521, "/download/internal-error"],
  [599, "about:blank"],
];

test.each(statuses)("status %i stands for %s", async (status, type) => {
  await using zyte = await createZyteEmulator();
  zyte.plan([status]);
  const asked = await ask(zyte, page("/echo"));
  expect([asked.status, asked.body["status"], typeOf(asked)]).toEqual([status, status, type]);
});

test("a 402 is an offer instead of a problem", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan([402]);
  const asked = await ask(zyte, page("/echo"));
  expect([asked.status, asked.headers.get("content-type")]).toEqual([402, "application/json"]);
  expect(asked.body).toMatchObject({
    x402Version: 1,
    error: expect.any(String),
    accepts: [{ scheme: "exact", resource: "https://shop.example/echo", extra: { version: "2" } }],
  });
});

const shapes: readonly (readonly [as: ZyteErrorShape, contentType: string | null, body: RegExp])[] =
  [
    ["problem", "application/problem+json", /^\{"type":"\/server\/internal",.*\}$/],
    ["json", "application/json", /^\{"type":"\/server\/internal",.*\}$/],
    ["mislabelled", "text/plain; charset=utf-8", /^\{"type":"\/server\/internal",.*\}$/],
    ["empty", null, /^$/],
    ["text", "text/plain; charset=utf-8", /^something went wrong$/],
    ["html", "text/html; charset=utf-8", /^<!doctype html>/],
    ["array", "application/json", /^\[\{"type":"\/server\/internal",.*\}\]$/],
    ["malformed", "application/json", /^\{"type":"\/server\/internal",.*[^}]$/],
  ];

test.each(shapes)("an error in the shape %s", async (as, contentType, body) => {
  await using zyte = await createZyteEmulator();
  zyte.plan([
    { status: 500, as },
    { status: 200, as },
  ]);
  const asked = await ask(zyte, page("/echo"));
  expect([asked.status, asked.headers.get("content-type")]).toEqual([500, contentType]);
  expect(asked.text).toMatch(body);
  expect(asked.headers.get("request-id")).not.toBeNull();
  const spoilt = await ask(zyte, page("/echo"));
  expect([spoilt.status, spoilt.headers.get("content-type")]).toEqual([200, contentType]);
  expect(zyte.truth().totals).toMatchObject({ failed: 2, ok: 0, charged: 0 });
});

test("an answer can be said in full", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan([
    { status: 429, type: "/limits/over-domain-limit", detail: "Slow down", retryAfter: 30 },
    { type: "/download/temporary-error", retryAfter: "soon" },
    { status: 503, type: "/problem/session-expired" },
  ]);
  const first = await ask(zyte, page("/echo"));
  expect([first.status, first.headers.get("retry-after")]).toEqual([429, "30"]);
  expect(first.body).toMatchObject({ type: "/limits/over-domain-limit", detail: "Slow down" });
  const second = await ask(zyte, page("/echo"));
  expect([second.status, second.headers.get("retry-after")]).toEqual([520, "soon"]);
  // Types may come with other statuses than usual: clients are to look at the type.
  const third = await ask(zyte, page("/echo"));
  expect([third.status, typeOf(third)]).toEqual([503, "/problem/session-expired"]);
  expect(third.headers.has("retry-after")).toBe(false);
});

test("the steps come in order, then things go their usual way", async () => {
  await using zyte = await createZyteEmulator();
  const plan = zyte.plan([500, "pass", 429]);
  expect(plan.remaining).toBe(3);
  const seen: number[] = [];
  for (let request = 0; request < 4; request++) seen.push((await ask(zyte, page("/echo"))).status);
  expect(seen).toEqual([500, 200, 429, 200]);
  expect(plan.remaining).toBe(0);
  expect(zyte.requests.map(({ planned }) => planned)).toEqual([true, true, true, false]);
});

test("requests that are refused for themselves take no step", async () => {
  await using zyte = await createZyteEmulator();
  const plan = zyte.plan([500]);
  await ask(zyte, page("/echo", { foo: 1 }));
  await ask(zyte, page("/echo"), { apiKey: "nobody" });
  expect(plan.remaining).toBe(1);
});

test("a plan is for the requests it matches, the older one first; the rest can be dropped", async () => {
  await using zyte = await createZyteEmulator();
  const one = zyte.plan([500, 500], { matches: ({ query }) => query?.echoData === "one" });
  const any = zyte.plan([429, 429]);
  const statusOf = async (echoData: string): Promise<number> =>
    (await ask(zyte, page("/echo", { echoData }))).status;
  expect(await statusOf("two")).toBe(429);
  expect(await statusOf("one")).toBe(500);
  one.cancel();
  expect([one.remaining, any.remaining]).toEqual([0, 1]);
  expect(await statusOf("one")).toBe(429);
  expect(await statusOf("one")).toBe(200);
});

test("a connection is cut before the answer, or in its middle", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan(["cut", { cut: "inside" }, { status: 500, cut: "inside" }]);
  for (let request = 0; request < 3; request++) {
    await expect(ask(zyte, page("/product/1"))).rejects.toMatchObject({ name: "TypeError" });
  }
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  expect(zyte.requests.map(({ outcome, aborted }) => [outcome, aborted])).toEqual([
    ["dropped", true],
    ["dropped", true],
    ["dropped", true],
    ["ok", false],
  ]);
});

test("a request is held until it is released, by name or all", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan([{ hold: "a" }, { hold: "b", status: 500 }, { hold: "b" }]);
  const asked: Promise<{ status: number }>[] = [];
  for (let request = 0; request < 3; request++) {
    const arrived = zyte.waitFor("request");
    asked.push(ask(zyte, page("/echo")));
    await arrived;
  }
  expect(zyte.held).toBe(3);
  expect(zyte.release("b")).toBe(2);
  expect((await asked[1])?.status).toBe(500);
  expect((await asked[2])?.status).toBe(200);
  expect(zyte.release()).toBe(1);
  expect((await asked[0])?.status).toBe(200);
  expect(zyte.truth().totals.maxInFlight).toBe(3);
});

test("a held request whose client leaves is forgotten", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan([{ hold: "a" }]);
  const abort = new AbortController();
  const arrived = zyte.waitFor("request");
  const answered = zyte.waitFor("answer");
  const asked = fetch(`${zyte.url}extract`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${zyte.apiKey}:`)}` },
    body: JSON.stringify(page("/echo")),
    signal: abort.signal,
  });
  asked.catch(() => undefined);
  await arrived;
  abort.abort();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  await answered;
  expect(zyte.held).toBe(0);
  await ask(zyte, page("/echo"));
  expect(zyte.truth().totals).toMatchObject({ dropped: 1, ok: 1 });
  expect(zyte.site.requests).toHaveLength(1);
});

const refused: readonly (readonly [step: unknown, message: string])[] = [
  [
    199,
    "ZyteEmulator.plan: expected `steps[0]` to be an integer from 200 to 599, got 199 (number)",
  ],
  ["/limits/over", "expected `steps[0]` to be"],
  [{ stat: 500 }, "unknown option `steps[0].stat`"],
  [{ status: "500" }, "expected `steps[0].status` to be an integer from 200 to 599"],
  [{ type: "x" }, "expected `steps[0].type`"],
  [{ as: "xml" }, "expected `steps[0].as`"],
  [{ cut: true }, 'expected `steps[0].cut` to be "before" or "inside", got true (boolean)'],
  [{ retryAfter: -1 }, "expected `steps[0].retryAfter` to be an integer"],
  [{ retryAfter: "\n" }, "expected `steps[0].retryAfter`"],
  [{ hold: 1 }, "expected `steps[0].hold`"],
  [{ failActions: ["jump"] }, "expected `steps[0].failActions` to be names of actions"],
];

test.each(refused)("a plan refuses the step %j", async (step, message) => {
  await using zyte = await createZyteEmulator();
  const lay = (): unknown => zyte.plan([step as ZytePlanStep]);
  expect(lay).toThrow(message);
  try {
    lay();
  } catch (error) {
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
  }
  expect(() => zyte.plan([], { matches: true as never })).toThrow("`matches` to be a function");
});
