import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";

describe("Secure", () => {
  it("is set and sent over https and wss only", () => {
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Secure", "http://shop.example/")).toBe("refused: insecure-origin");
    expect(jar.setCookie("a=1; Secure", "https://shop.example/")).toBe("stored");
    expect(jar.cookieHeader("https://shop.example/")).toBe("a=1");
    expect(jar.cookieHeader("wss://shop.example/")).toBe("a=1");
    expect(jar.cookieHeader("http://shop.example/")).toBe("");
    expect(jar.cookieHeader("ws://shop.example/")).toBe("");
  });

  it.each([
    "http://localhost/",
    "http://app.localhost:3000/",
    "http://127.0.0.1:8080/",
    "http://127.9.9.9/",
    "http://[::1]/",
  ])("works on %s, which browsers trust", (url) => {
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Secure", url)).toBe("stored");
    expect(jar.cookieHeader(url)).toBe("a=1");
  });

  it.each([
    "http://192.0.2.1/",
    "http://127.0.0.1.example/",
    "http://localhost.example/",
    "http://[::2]/",
  ])("does not work on %s", (url) => {
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Secure", url)).toBe("refused: insecure-origin");
  });
});

function jarWithSecure(): CookieJar {
  const jar = new CookieJar();
  jar.setCookie("a=safe; Secure; Path=/login; Domain=shop.example", "https://shop.example/");
  return jar;
}

describe("leave secure cookies alone (RFC 6265bis 5.7, step 13)", () => {
  it.each(["a=x; Path=/login", "a=x; Path=/login/en", "a=x; Path=/login; Max-Age=0"])(
    "refuses %s from an insecure origin",
    (header) => {
      const jar = jarWithSecure();
      expect(jar.setCookie(header, "http://shop.example/")).toBe("refused: secure-overlay");
      expect(jar.setCookie(header, "http://www.shop.example/")).toBe("refused: secure-overlay");
      expect(jar.cookieHeader("https://shop.example/login")).toBe("a=safe");
    },
  );

  it.each(["a=x; Path=/", "a=x; Path=/foo", "b=x; Path=/login"])("lets %s pass", (header) => {
    expect(jarWithSecure().setCookie(header, "http://shop.example/")).toBe("stored");
  });

  it("lets another site and a secure origin pass", () => {
    const jar = jarWithSecure();
    expect(jar.setCookie("a=x; Path=/login", "http://other.example/")).toBe("stored");
    expect(jar.setCookie("a=x; Path=/login", "https://shop.example/")).toBe("stored");
  });

  it("concerns Secure cookies only", () => {
    const jar = new CookieJar();
    jar.setCookie("a=old", "http://shop.example/");
    expect(jar.setCookie("a=new", "http://shop.example/")).toBe("stored");
  });

  it("protects the cookies of a subdomain from its parent too", () => {
    const jar = new CookieJar();
    jar.setCookie("a=safe; Secure", "https://www.shop.example/");
    expect(jar.setCookie("a=x", "http://shop.example/")).toBe("refused: secure-overlay");
  });
});

describe("name prefixes", () => {
  it.each([
    ["__Secure-a=1; Secure", "stored"],
    ["__Secure-a=1", "refused: prefix"],
    ["__secure-a=1", "refused: prefix"],
    ["__Host-a=1; Secure; Path=/", "stored"],
    ["__Host-a=1; Secure", "refused: prefix"],
    ["__Host-a=1; Path=/", "refused: prefix"],
    ["__Host-a=1; Secure; Path=/x", "refused: prefix"],
    ["__HOST-a=1; Secure; Path=/; Domain=shop.example", "refused: prefix"],
    ["=__Host-a=1; Secure; Path=/", "refused: prefix"],
    ["__Secure-a; Secure", "refused: prefix"],
    ["__Hosta=1", "stored"],
  ])("%s is %s", (header, outcome) => {
    expect(new CookieJar().setCookie(header, "https://shop.example/")).toBe(outcome);
  });
});

describe("SameSite and HttpOnly", () => {
  it.each([
    ["SameSite=Strict", "strict"],
    ["samesite=LAX", "lax"],
    ["SameSite=None; Secure", "none"],
    ["SameSite=Sometimes", null],
    ["SameSite", null],
    ["SameSite=Strict; SameSite=Lax", "lax"],
    ["Secure", null],
  ])("keeps %s as %s, and sends the cookie", (attributes, expected) => {
    const jar = new CookieJar();
    jar.setCookie(`a=1; ${attributes}`, "https://shop.example/");
    expect(jar.cookies()[0]?.sameSite).toBe(expected);
    expect(jar.cookieHeader("https://shop.example/")).toBe("a=1");
  });

  it("refuses SameSite=None without Secure", () => {
    expect(new CookieJar().setCookie("a=1; SameSite=None", "https://shop.example/")).toBe(
      "refused: same-site-none",
    );
  });

  it("keeps HttpOnly", () => {
    const jar = new CookieJar();
    jar.setCookies(["a=1; httponly", "b=1"], "https://shop.example/");
    expect(jar.cookies().map((cookie) => cookie.httpOnly)).toEqual([true, false]);
  });
});
