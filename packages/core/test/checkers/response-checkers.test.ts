import { describe, expect, it } from "vitest";
import { bodyIncludes } from "../../src/checkers/body-includes.ts";
import { header } from "../../src/checkers/header.ts";
import { status, type StatusMatch } from "../../src/checkers/status.ts";
import { readingOf } from "../../src/judging/reading.ts";
import { answered, reading } from "../judging/outcomes.ts";

describe("status", () => {
  it.each<[StatusMatch[], number]>([
    [[200], 200],
    [[404, "2xx"], 204],
    [["5xx"], 503],
    [[(code) => code < 400], 302],
  ])("%o accepts %d", (expected, code) => {
    expect(status(...expected)(answered({ reading: reading({ status: code }) }))).toBe(true);
  });

  it("says what it expected", () => {
    const check = status(200, "3xx", (code) => code === 404);
    expect(check(answered({ reading: reading({ status: 403 }) }))).toEqual({
      verdict: "invalid",
      reason: "status 403, expected 200 or 3xx or another",
    });
  });

  it.each([[], ["6xx"], [1.5], [null]])("refuses %o", (...expected) => {
    expect(() => status(...(expected as StatusMatch[]))).toThrow(/^status: expected `expected/);
  });
});

describe("header", () => {
  const exchange = answered({
    reading: reading({ headers: { "content-type": "text/html; charset=x" } }),
  });

  it("compares a string, searches an expression, asks a function", () => {
    expect(header("Content-Type", "text/html; charset=x")(exchange)).toBe(true);
    expect(header("Content-Type", /^text\/html\b/)(exchange)).toBe(true);
    expect(header("Content-Type", (value) => value.length > 3)(exchange)).toBe(true);
  });

  it("gives the same answer every time to an expression with the flag g", () => {
    const check = header("content-type", /html/g);
    expect([check(exchange), check(exchange)]).toEqual([true, true]);
  });

  it("says what it expected, not what came", () => {
    const judgement = header("content-type", /json/)(exchange);
    expect(judgement).toEqual({
      verdict: "invalid",
      reason: "header content-type, expected /json/",
    });
    expect(header("x-none", () => true)(exchange)).toEqual({
      verdict: "invalid",
      reason: "header x-none, expected another value",
    });
  });

  it("refuses wrong arguments", () => {
    expect(() => header("", "a")).toThrow("header: expected `name` to be a non-empty string");
    expect(() => header("a", 1 as never)).toThrow(
      "header: expected `match` to be a string, a RegExp or a function",
    );
  });
});

describe("bodyIncludes", () => {
  it("wants all of its texts", async () => {
    const exchange = answered({ reading: reading({ body: "Deliver to 04662" }) });
    expect(await bodyIncludes("Deliver", "04662")(exchange)).toBe(true);
    expect(await bodyIncludes("Deliver", "10001")(exchange)).toEqual({
      verdict: "invalid",
      reason: 'body without "10001"',
    });
  });

  it("leaves the body of a Response to the caller", async () => {
    const response = new Response("Deliver to 04662");
    const exchange = answered({ response, reading: readingOf(response) });
    expect(await bodyIncludes("04662")(exchange)).toBe(true);
    expect(await response.text()).toBe("Deliver to 04662");
  });

  it("refuses none and empty texts", () => {
    expect(() => bodyIncludes()).toThrow("bodyIncludes: expected `texts` to be given");
    expect(() => bodyIncludes("a", "")).toThrow(
      "bodyIncludes: expected `texts[1]` to be a non-empty string",
    );
  });
});
