import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";
import { setCookie, url } from "../support/arbitraries.ts";

const SHOP = "https://shop.example/";

const route = (length: number) => `/${"p".repeat(length - 1)}`;

function pairOf(header: string): { name: string; value: string } | string {
  const jar = new CookieJar();
  const outcome = jar.setCookie(header, SHOP);
  const [cookie] = jar.cookies();
  return cookie === undefined ? outcome : { name: cookie.name, value: cookie.value };
}

describe("the pair of name and value (RFC 6265bis 5.6)", () => {
  it.each([
    ["a=1", "a", "1"],
    [" a = 1 ; Path=/", "a", "1"],
    ["\ta\t=\t1\t", "a", "1"],
    ["a=b=c", "a", "b=c"],
    ["a=", "a", ""],
    ['a="1, 2"', "a", '"1, 2"'],
    ["a=one two\tthree", "a", "one two\tthree"],
    ["a=caf\u00c3\u00a9", "a", "caf\u00c3\u00a9"],
    ["a b=1", "a b", "1"],
    ["just-a-value", "", "just-a-value"],
    ["=value", "", "value"],
    ["=a=b", "", "a=b"],
    ["a=1;;; ;Path=/;", "a", "1"],
    ["a=\u00a01", "a", "\u00a01"],
  ])("reads %j", (header, name, value) => {
    expect(pairOf(header)).toEqual({ name, value });
  });

  it.each(["", "=", " ; Path=/", "; Path=/", " = "])(
    "ignores %j, which has neither name nor value",
    (header) => {
      expect(pairOf(header)).toBe("refused: malformed");
    },
  );

  it.each([
    "a=1\u0000",
    "a=1\r\nSet-Cookie: b=2",
    "\u0007a=1",
    "a=1; Path=/\u007f",
    "a=1\n; Path=/",
  ])("ignores %j, which has control characters", (header) => {
    expect(pairOf(header)).toBe("refused: malformed");
  });

  it("sends a cookie without a name as its value", () => {
    const jar = new CookieJar();
    jar.setCookies(["token", "a=1"], SHOP);
    expect(jar.cookieHeader(SHOP)).toBe("token; a=1");
  });
});

describe("sizes", () => {
  it("takes 4096 octets of name and value, and refuses one more", () => {
    expect(pairOf(`name=${"v".repeat(4092)}; Path=/`)).toMatchObject({ name: "name" });
    expect(pairOf(`name=${"v".repeat(4093)}; Path=/`)).toBe("refused: too-large");
  });

  it("counts a character beyond one octet as its UTF-8", () => {
    expect(pairOf(`a=${"é".repeat(4095)}`)).toMatchObject({ name: "a" });
    expect(pairOf(`a=${"€".repeat(1365)}`)).toMatchObject({ name: "a" });
    expect(pairOf(`a=${"€".repeat(1366)}`)).toBe("refused: too-large");
    expect(pairOf(`a=${"😀".repeat(1023)}`)).toMatchObject({ name: "a" });
    expect(pairOf(`a=${"😀".repeat(1024)}`)).toBe("refused: too-large");
  });

  it("ignores an attribute over 1024 octets, and keeps the rest", () => {
    const jar = new CookieJar();
    jar.setCookie(`a=1; Path=${route(1024)}; HttpOnly`, SHOP);
    jar.setCookie(`b=1; Path=${route(1025)}; HttpOnly; Secure=${"x".repeat(1025)}`, SHOP);
    expect(jar.cookies()).toMatchObject([
      { path: route(1024), httpOnly: true, secure: false },
      { path: "/", httpOnly: true, secure: false },
    ]);
  });
});

describe("any input", () => {
  it("never throws for a header, and stores only what can be sent back", () => {
    const anything = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), setCookie);
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 8 }), url, (headers, from) => {
        const jar = new CookieJar();
        jar.setCookies(headers, from);
        const unsafe = /[\u0000-\u0008\u000a-\u001f\u007f;]/;
        for (const { name, value } of jar.cookies()) expect(unsafe.test(name + value)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
