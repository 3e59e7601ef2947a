import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { createZyteEmulator, type ZyteOutcome } from "../../src/zyte/index.ts";
import { ask, page, rendered } from "./asking.ts";

test("every request has one outcome, the sums agree, and only what succeeded is charged", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan(["/problem/over-session-limit", 520, 429, 503, 500, 521, 404, "cut"]);
  for (let request = 0; request < 7; request++) await ask(zyte, page("/echo"));
  await ask(zyte, page("/echo")).catch(() => undefined);
  await ask(zyte, "{");
  await ask(zyte, page("/echo"));
  await ask(zyte, rendered("/nowhere"));
  const { totals } = zyte.truth();
  expect(totals).toEqual({
    requests: 11,
    ok: 2,
    banned: 1,
    throttled: 2,
    session: 1,
    refused: 2,
    failed: 2,
    dropped: 1,
    charged: 2,
    cost: 2,
    charges: { http: 1, browser: 1 },
    sessions: 0,
    serverSessions: 0,
    statuses: { 200: 2, 400: 1, 404: 1, 422: 1, 429: 1, 500: 1, 503: 1, 520: 1, 521: 1 },
    types: {
      "/problem/over-session-limit": 1,
      "/download/temporary-error": 1,
      "/limits/over-user-limit": 1,
      "/limits/over-global-limit": 1,
      "/server/internal": 1,
      "/download/internal-error": 1,
      "/request/invalid-json": 1,
      "about:blank": 1,
    },
    maxInFlight: 1,
  });
  const outcomes: readonly ZyteOutcome[] = [
    "ok",
    "banned",
    "throttled",
    "session",
    "refused",
    "failed",
    "dropped",
  ];
  expect(outcomes.reduce((sum, outcome) => sum + totals[outcome], 0)).toBe(totals.requests);
  expect(zyte.requests.map(({ charge }) => charge !== undefined)).toEqual([
    ...Array.from({ length: 9 }, () => false),
    true,
    true,
  ]);
});

test("what a request costs is asked of the test, with all that decides it", async () => {
  await using zyte = await createZyteEmulator({
    price: ({ kind, geolocation, actions }) =>
      (kind === "browser" ? 10 : 1) * (geolocation === "extended" ? 2 : 1) + actions,
  });
  await ask(zyte, page("/echo", { geolocation: "US" }));
  await ask(zyte, page("/echo", { geolocation: "AT", ipType: "residential" }));
  await ask(zyte, rendered("/", { actions: [{ action: "reload" }], screenshot: true }));
  await ask(zyte, page("/echo", { foo: 1 }));
  expect(zyte.requests.map(({ cost }) => cost)).toEqual([1, 2, 11, 0]);
  expect(zyte.truth().totals).toMatchObject({ cost: 14, charges: { http: 2, browser: 1 } });
  expect(zyte.requests[1]?.charge).toEqual({
    kind: "http",
    extraction: undefined,
    geolocation: "extended",
    ipType: "residential",
    screenshot: false,
    actions: 0,
    networkCapture: false,
    customAttributes: false,
  });
});

test("the truth is a snapshot, by number or id, and outlives the emulator", async () => {
  const zyte = await createZyteEmulator();
  const session = { id: crypto.randomUUID() };
  await ask(zyte, page("/echo", { session }));
  const before = zyte.truth();
  await ask(zyte, page("/echo", { session }));
  expect([before.totals.requests, before.sessions[0]?.uses]).toEqual([1, 1]);
  expect(zyte.session(1)).toEqual(zyte.session(session.id));
  expect(zyte.session(2)).toBeUndefined();
  await zyte.close();
  expect(zyte.truth().sessions).toMatchObject([{ ...session, uses: 2 }]);
});

test("the log keeps the last requests, with everything about them", async () => {
  await using site = await createTestSite();
  await using zyte = await createZyteEmulator({ site, logSize: 2 });
  for (let n = 1; n <= 5; n++) await ask(zyte, rendered("/", { echoData: n }));
  expect(zyte.requests).toMatchObject([
    { number: 4, query: { echoData: 4 }, status: 200, outcome: "ok", siteRequests: 1 },
    { number: 5, method: "POST", path: "/v1/extract", apiKey: zyte.apiKey, aborted: false },
  ]);
  await using none = await createZyteEmulator({ site, logSize: 0 });
  await ask(none, page("/echo"));
  expect([none.requests, none.truth().totals.requests]).toEqual([[], 1]);
});

test("events tell as it happens", async () => {
  await using zyte = await createZyteEmulator();
  const seen: string[] = [];
  zyte.on("request", ({ number, outcome }) => seen.push(`request ${number} ${outcome}`));
  zyte.on("session", ({ number, id }) => seen.push(`session ${number} ${id === undefined}`));
  const stop = zyte.on("answer", ({ number, outcome }) => seen.push(`answer ${number} ${outcome}`));
  const asking = async (rest: object): Promise<void> => {
    const answered = zyte.waitFor("answer");
    await ask(zyte, page("/echo", rest));
    await answered;
  };
  await asking({ session: { id: crypto.randomUUID() } });
  stop();
  await asking({ sessionContext: [{ name: "a", value: "b" }] });
  expect(seen).toEqual([
    "request 1 undefined",
    "session 1 false",
    "answer 1 ok",
    "request 2 undefined",
    "session 1 true",
  ]);
});
