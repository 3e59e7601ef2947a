import type { Outcome, Session } from "@sessionary/core";
import { createTestSite } from "@sessionary/testkit";
import { describe, expect, test } from "vitest";
import { createClassifier } from "../../src/exchange/classify.ts";
import type { FetchState } from "../../src/fetch-state.ts";
import { normalise } from "../../src/request/normalise.ts";
import type { SessionRequest } from "../../src/request/session-request.ts";
import { ProxyError } from "@sessionary/identity";
import { openSession } from "../support/drive.ts";

const NOW = Date.UTC(2026, 0, 5, 12, 0, 0);
const classify = createClassifier({ now: () => NOW, setTimeout: () => 0, clearTimeout: () => {} });

const session = {} as Session<FetchState>;
const request = normalise("http://shop.example/") as SessionRequest;
const about = { phase: "use", request, session, variant: undefined } as const;

function judgeResponse(status: number, headers: Record<string, string> = {}): unknown {
  const response = new Response(null, { status, headers });
  const reading = {} as NonNullable<Outcome["reading"]>;
  return classify({ ...about, response, reading });
}

function judgeError(error: unknown, of: SessionRequest = request): unknown {
  return classify({ ...about, request: of, error });
}

describe("a status", () => {
  test.each([200, 204, 304, 400, 404, 408, 410, 418, 422, 451])("%i says nothing", (status) => {
    expect(judgeResponse(status)).toBeUndefined();
  });

  test.each([401, 403, 407])("%i blames the session", (status) => {
    expect(judgeResponse(status)).toEqual({ verdict: "error", reason: `status ${status}` });
  });

  test.each([500, 502, 503, 504, 520])("%i is inconclusive", (status) => {
    expect(judgeResponse(status)).toEqual({ verdict: "inconclusive", reason: `status ${status}` });
  });

  test("429 is throttled, for as long as it says", () => {
    expect(judgeResponse(429)).toEqual({ verdict: "throttled", reason: "status 429" });
    expect(judgeResponse(429, { "retry-after": "7" })).toMatchObject({ retryAfterMs: 7_000 });
    expect(judgeResponse(429, { "retry-after": "Mon, 05 Jan 2026 12:00:30 GMT" })).toMatchObject({
      verdict: "throttled",
      retryAfterMs: 30_000,
    });
  });

  test("503 with Retry-After is throttled", () => {
    expect(judgeResponse(503, { "retry-after": "1" })).toEqual({
      verdict: "throttled",
      reason: "status 503",
      retryAfterMs: 1_000,
    });
  });
});

describe("an error", () => {
  const failed = (cause: unknown): TypeError => new TypeError("fetch failed", { cause });
  const coded = (code: string): Error => Object.assign(new Error(code), { code });

  test("of the proxy blames the session", () => {
    const verdict = { verdict: "error", reason: "proxy failure" };
    expect(judgeError(failed(new ProxyError("down")))).toEqual(verdict);
    expect(judgeError(failed(failed(coded("ERR_PROXY"))))).toEqual(verdict);
  });

  test.each([
    "ECONNREFUSED",
    "ENOTFOUND",
    "UND_ERR_SOCKET",
    "UND_ERR_HEADERS_TIMEOUT",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TUNNEL",
  ])("with %s is inconclusive", (code) => {
    expect(judgeError(failed(coded(code)))).toMatchObject({ verdict: "inconclusive" });
  });

  test("of Bun or Deno is told by code or words", () => {
    expect(judgeError(coded("ConnectionRefused"))).toMatchObject({ verdict: "inconclusive" });
    const deno = new TypeError("error sending request for url (http://shop.example/)");
    expect(judgeError(deno)).toMatchObject({ verdict: "inconclusive" });
  });

  test("of the caller says nothing", () => {
    expect(judgeError(failed(coded("UND_ERR_INVALID_ARG")))).toBeUndefined();
    expect(judgeError(new TypeError("Invalid URL"))).toBeUndefined();
    expect(judgeError(failed(new Error("redirect count exceeded")))).toBeUndefined();
    expect(judgeError(new DOMException("gone", "AbortError"))).toBeUndefined();
    expect(judgeError("thrown")).toBeUndefined();
  });

  test("after the caller's abort says nothing", () => {
    const aborted = normalise("http://shop.example/", {
      signal: AbortSignal.abort(),
    }) as SessionRequest;
    expect(judgeError(failed(coded("ECONNRESET")), aborted)).toBeUndefined();
  });

  test("of a real site that is down is inconclusive", async () => {
    await using site = await createTestSite();
    await using own = await openSession();
    for (const kind of ["reset", "refuse"] as const) {
      await site.goDown(kind);
      const error: unknown = await own.send(site.url).catch((thrown: unknown) => thrown);
      expect(judgeError(error)).toMatchObject({ verdict: "inconclusive" });
    }
  });
});
