import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  CookieJar,
  createHttpIdentity,
  parseProxy,
  type HttpIdentityOptions,
} from "../../src/index.ts";
import { createTestClock } from "../support/clock.ts";

const SHOP = "https://shop.example/";

describe("createHttpIdentity", () => {
  it("makes a blank identity", () => {
    const identity = createHttpIdentity();
    expect(identity).toMatchObject({ proxy: undefined, headers: {}, origins: [] });
    expect(identity.cookies.size).toBe(0);
  });

  it("takes a proxy as a URL, as parsed, or as a look-alike", () => {
    const parsed = parseProxy("http://user:secret@p:1");
    expect(createHttpIdentity({ proxy: "http://user:secret@p:1" }).proxy).toEqual(parsed);
    expect(createHttpIdentity({ proxy: parsed }).proxy).toBe(parsed);
    expect(createHttpIdentity({ proxy: { ...parsed } }).proxy).toEqual(parsed);
  });

  it("keeps the order and the case of headers, in a copy that cannot be changed", () => {
    const headers = { "User-Agent": "x", accept: "*/*" };
    const identity = createHttpIdentity({ headers });
    headers.accept = "y";
    expect(Object.entries(identity.headers)).toEqual([
      ["User-Agent", "x"],
      ["accept", "*/*"],
    ]);
    expect(Object.isFrozen(identity.headers)).toBe(true);
  });

  it("takes a jar as it is, and cookies into a jar on the given clock", () => {
    const jar = new CookieJar();
    expect(createHttpIdentity({ cookies: jar }).cookies).toBe(jar);
    const clock = createTestClock();
    const timed = new CookieJar({ now: clock.now });
    timed.setCookie("a=1; Max-Age=1", SHOP);
    const identity = createHttpIdentity({ cookies: timed.cookies(), now: clock.now });
    expect(identity.cookies.cookieHeader(SHOP)).toBe("a=1");
    clock.advance(1000);
    expect(identity.cookies.cookieHeader(SHOP)).toBe("");
  });

  it.each<[string, unknown, string]>([
    [
      "an unknown option",
      { proxies: [] },
      "HttpIdentity: unknown option `proxies`, known are proxy, headers, cookies, origins, now",
    ],
    ["a wrong proxy", { proxy: "user:secret@p" }, "Proxy: expected `url` to be a URL like"],
    ["a proxy that is null", { proxy: null }, "Proxy: expected `url` to be a URL like"],
    [
      "headers as a list",
      { headers: [] },
      "HttpIdentity: expected `headers` to be an object of header fields, got an array",
    ],
    [
      "a Cookie header",
      { headers: { cOOkie: "secret" } },
      "HttpIdentity: expected `headers` to be without Cookie, which the jar makes, got one",
    ],
    [
      "a header twice",
      { headers: { a: "1", A: "2" } },
      'HttpIdentity: expected `headers` to be without a name twice, got "A" (string)',
    ],
    [
      "a header without a name",
      { headers: { "": "1" } },
      'HttpIdentity: expected `headers` to be header fields with valid names, got "" (string)',
    ],
    [
      "a header name with a colon",
      { headers: { "a:": "1" } },
      'HttpIdentity: expected `headers` to be header fields with valid names, got "a:" (string)',
    ],
    [
      "a header value that is no string",
      { headers: { a: 1 } },
      "HttpIdentity: expected `headers[a]` to be a string, got a number",
    ],
    [
      "a header value with a line break",
      { headers: { a: "secret\r\nb: 2" } },
      "HttpIdentity: expected `headers[a]` to be a value HTTP can carry, got another string",
    ],
    [
      "a header value beyond octets",
      { headers: { a: "secret€" } },
      "HttpIdentity: expected `headers[a]` to be a value HTTP can carry, got another string",
    ],
    [
      "a header value with outer space",
      { headers: { a: "secret " } },
      "HttpIdentity: expected `headers[a]` to be a value HTTP can carry, got another string",
    ],
    [
      "cookies as a string",
      { cookies: "sid=secret" },
      "HttpIdentity: expected `cookies` to be a CookieJar or a list of cookies, got a string",
    ],
    [
      "a cookie that is none",
      { cookies: [{ name: "secret" }] },
      "HttpIdentity: expected `cookies[0]` to be a cookie that a browser could hold, got refused: malformed",
    ],
    [
      "a clock that is none",
      { now: 5 },
      "HttpIdentity: expected `now` to be a function, got a number",
    ],
  ])("refuses %s, and shows no secret", (_, options, message) => {
    const act = () => createHttpIdentity(options as HttpIdentityOptions);
    expect(act).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringContaining(message),
      }),
    );
    expect(act).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") }),
    );
  });

  it("takes empty values, inner spaces and Latin letters in headers", () => {
    expect(createHttpIdentity({ headers: { a: "", b: "x y\tz", c: "é" } }).headers).toEqual({
      a: "",
      b: "x y\tz",
      c: "é",
    });
  });
});

describe("a printed identity", () => {
  const identity = createHttpIdentity({
    proxy: "http://john:secret1@p:1",
    headers: { authorization: "Bearer secret2", "user-agent": "x" },
  });
  identity.cookies.setCookie("sid=secret3", SHOP);
  Object.assign(identity, { token: "secret4" });

  it("shows no secret, however it is printed", () => {
    for (const text of [
      String(identity),
      JSON.stringify({ identity }),
      inspect({ identity }, { depth: 9, showHidden: true }),
    ]) {
      expect(text).toContain(
        "HttpIdentity(cookies: 1, proxy: http://p:1, headers: authorization, user-agent)",
      );
      expect(text).not.toMatch(/secret|john|sid/);
    }
  });

  it("says what there is not", () => {
    expect(String(createHttpIdentity())).toBe(
      "HttpIdentity(cookies: 0, proxy: none, headers: none)",
    );
  });
});
