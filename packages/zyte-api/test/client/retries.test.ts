import { expect, test } from "vitest";
import {
  aggressiveRetryPolicy,
  createZyteClient,
  isZyteApiError,
  type RetryPolicy,
  type ZyteClientOptions,
} from "../../src/index.ts";
import { answering, type Scripted } from "../support/answering.ts";
import { HurryingClock } from "../support/hurrying-clock.ts";

const QUERY = { url: "https://a.example/", httpResponseBody: true } as const;

/** How a query ends that gets these answers, and how long it rested before each further attempt, in seconds. */
async function ask(
  script: readonly (Scripted | number)[],
  options: ZyteClientOptions = {},
): Promise<{ end: unknown; rests: readonly number[]; asked: number; stats: object }> {
  const clock = new HurryingClock();
  await using server = await answering(...script);
  await using zyte = createZyteClient({
    apiKey: "KEY",
    baseUrl: server.origin,
    clock,
    random: () => 0.5,
    ...options,
  });
  const end = await zyte.extract(QUERY).then(
    ({ url }) => url,
    (error: unknown) => (isZyteApiError(error) ? error.status : error),
  );
  expect(clock.timeouts.size).toBe(0);
  const rests = clock.rests.map((ms) => ms / 1000);
  return { end, rests, asked: server.asked, stats: zyte.stats() };
}

test("throttling is waited out, longer each time, by the number of all attempts", async () => {
  expect(await ask([429, 503, 429, 200])).toMatchObject({
    end: "https://a.example/",
    rests: [30, 30, 32],
    asked: 4,
    stats: { attempts: 4, succeeded: 1, failed: 0, throttled: 2, errors: 1 },
  });
});

test("bans are tried four times, with the error of the last as the outcome", async () => {
  expect(await ask([520])).toMatchObject({
    end: 520,
    rests: [5.5, 6, 7],
    asked: 4,
    stats: { attempts: 4, succeeded: 0, failed: 1, statuses: { 520: 4 } },
  });
  const aggressive = await ask([520], { retryPolicy: aggressiveRetryPolicy });
  expect(aggressive).toMatchObject({ end: 520, asked: 8 });
});

test("a session that could not be begun is no throttling, though its status is 503", async () => {
  const type = "/problem/session-creation-error";
  const { end, rests, stats } = await ask([{ status: 503, type }]);
  expect(end).toBe(503);
  expect(rests).toEqual([]);
  expect(stats).toMatchObject({ problems: { [type]: 1 } });
});

test("a connection that breaks is tried again", async () => {
  const broken = { status: 200, drop: true };
  expect(await ask([broken, broken, 200])).toMatchObject({
    end: "https://a.example/",
    rests: [5.5, 6],
    stats: { attempts: 3, networkErrors: 2, errors: 2 },
  });
});

test("where there is something to pay, the second attempt follows at once", async () => {
  expect(await ask([402, 200])).toMatchObject({ end: "https://a.example/", rests: [0] });
});

test("Retry-After is the least that is waited, in seconds or until a date", async () => {
  const after = (value: string): Scripted => ({ status: 429, headers: { "retry-after": value } });
  expect((await ask([after("90"), 200])).rests).toEqual([90]);
  expect((await ask([after("5"), 200])).rests).toEqual([30]);
  // The clock starts 1,000 s after the epoch.
  expect((await ask([after("Thu, 01 Jan 1970 00:18:20 GMT"), 200])).rests).toEqual([100]);
  expect((await ask([after("soon"), 200])).rests).toEqual([30]);
});

test("a policy of one's own sees every failure, and its word counts", async () => {
  const seen: unknown[] = [];
  const twice: RetryPolicy = {
    name: "twice",
    start: () => (failure) => {
      seen.push([failure.kind, failure.attempts, failure.error.message]);
      return failure.attempts < 2 ? 1500 : undefined;
    },
  };
  expect(await ask([422], { retryPolicy: twice })).toMatchObject({ end: 422, rests: [1.5] });
  expect(seen).toEqual([
    ["fatal", 1, "Zyte API answered 422 Oh"],
    ["fatal", 2, "Zyte API answered 422 Oh"],
  ]);
});

test("a wait that no timer can keep ends a little earlier, and not at once", async () => {
  const after = { status: 429, headers: { "retry-after": "99999999" } };
  expect((await ask([after, 200])).rests).toEqual([(2 ** 31 - 1) / 1000]);
});
