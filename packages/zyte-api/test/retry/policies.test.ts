import { describe, expect, test } from "vitest";
import {
  ZyteApiError,
  ZyteNetworkError,
  aggressiveRetryPolicy,
  aggressiveSessionRetryPolicy,
  defaultRetryPolicy,
  defaultSessionRetryPolicy,
  noRetryPolicy,
  type RetryPolicy,
} from "../../src/index.ts";
import { classifyFailure } from "../../src/retry/classify-failure.ts";

type Failure = number | "network" | { status: number; type: string };

/** The attempt after which a policy gives up, of a query that fails in these ways over and over; `Infinity` if not within 100. */
function attemptsOf(policy: RetryPolicy, ...failures: readonly Failure[]): number {
  const decide = policy.start();
  for (let attempts = 1; attempts <= 100; attempts++) {
    const failure = failures[(attempts - 1) % failures.length] ?? "network";
    const error = errorOf(failure);
    const kind = classifyFailure(error);
    if (decide({ kind, error, attempts, at: 0, random: () => 0 }) === undefined) return attempts;
  }
  return Number.POSITIVE_INFINITY;
}

function errorOf(failure: Failure): ZyteApiError | ZyteNetworkError {
  if (failure === "network") return new ZyteNetworkError("broken");
  return new ZyteApiError("failed", typeof failure === "number" ? { status: failure } : failure);
}

const EVER = Number.POSITIVE_INFINITY;

describe.each([
  ["default", defaultRetryPolicy, { both: 4, permanent: 2, other: 2 }],
  ["aggressive", aggressiveRetryPolicy, { both: 8, permanent: 4, other: 4 }],
  ["default for sessions", defaultSessionRetryPolicy, { both: 1, permanent: 1, other: 2 }],
  ["aggressive for sessions", aggressiveSessionRetryPolicy, { both: 1, permanent: 1, other: 4 }],
])("%s", (name, policy, { both, permanent, other }) => {
  test("is named so", () => {
    expect(policy.name).toBe(name);
  });

  test("waits throttling out for ever", () => {
    expect(attemptsOf(policy, 429)).toBe(EVER);
    expect(attemptsOf(policy, 503)).toBe(EVER);
  });

  test("gives bans, permanent download errors and undocumented 5xx so many attempts each", () => {
    expect(attemptsOf(policy, 520)).toBe(both);
    expect(attemptsOf(policy, 521)).toBe(permanent);
    for (const status of [500, 502, 504, 599]) expect(attemptsOf(policy, status)).toBe(other);
  });

  test("tries once more where there is something to pay", () => {
    expect(attemptsOf(policy, 402)).toBe(2);
  });

  test.each([200, 301, 400, 401, 403, 404, 421, 422, 451])("gives %s up at once", (status) => {
    const json = new ZyteApiError("", { status, contentType: "application/problem+json" });
    expect(classifyFailure(json)).toBe("fatal");
    expect(
      policy.start()({ kind: "fatal", error: json, attempts: 1, at: 0, random: () => 0 }),
    ).toBe(undefined);
  });

  test.each([
    { status: 422, type: "/problem/session-expired" },
    { status: 422, type: "/problem/over-session-limit" },
    { status: 503, type: "/problem/session-creation-error" },
    { status: 429, type: "/problem/over-session-limit" },
  ])("takes a session that cannot be had ($type, $status) for no throttling", (failure) => {
    expect(attemptsOf(policy, failure)).toBe(1);
  });
});

test("520 and 521 share a count, and a 521 that reaches its own does not add to it", () => {
  expect(attemptsOf(defaultRetryPolicy, 520, 520, 521, 520)).toBe(4);
  expect(attemptsOf(defaultRetryPolicy, 520, 521, 520, 429)).toBe(5);
  expect(attemptsOf(defaultRetryPolicy, 520, 521, 429, 521)).toBe(4);
});

test("each class has a count of its own, which failures of others leave alone", () => {
  expect(attemptsOf(defaultRetryPolicy, 429, 520)).toBe(8);
  expect(attemptsOf(defaultRetryPolicy, 500, 520, 520, 429, 500)).toBe(5);
});

test("network failures are given up when they have run on for 15 minutes, from the first of them", () => {
  const network = (...seconds: readonly number[]): readonly boolean[] => {
    const decide = defaultRetryPolicy.start();
    return seconds.map((at, index) => {
      const error = errorOf("network");
      const failure = { error, attempts: index + 1, at: at * 1000, random: () => 0 };
      return decide({ ...failure, kind: "network" }) !== undefined;
    });
  };
  expect(network(100, 500, 999, 1000)).toEqual([true, true, true, false]);
});

test("an answer between network failures starts their time anew", () => {
  const decide = defaultRetryPolicy.start();
  const at = (seconds: number, failure: Failure): number | undefined => {
    const error = errorOf(failure);
    const kind = classifyFailure(error);
    return decide({ kind, error, attempts: 3, at: seconds * 1000, random: () => 0 });
  };
  expect(at(0, "network")).toBe(3000);
  expect(at(800, 429)).toBe(30_000);
  expect(at(900, "network")).toBe(3000);
  expect(at(1799, "network")).toBe(3000);
  expect(at(1800, "network")).toBe(undefined);
});

test("an answer that is not the service's is a failure of the network", () => {
  const html = new ZyteApiError("", { status: 200, contentType: "text/html" });
  expect(classifyFailure(html)).toBe("network");
  expect(classifyFailure(new ZyteApiError("", { status: 200 }))).toBe("network");
});

test("noRetryPolicy has one attempt", () => {
  expect(attemptsOf(noRetryPolicy, 429)).toBe(1);
  expect(attemptsOf(noRetryPolicy, "network")).toBe(1);
});
