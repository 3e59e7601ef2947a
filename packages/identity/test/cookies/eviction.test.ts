import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";
import { createTestClock } from "../support/clock.ts";

const range = (length: number) => Array.from({ length }, (_, index) => index);
const names = (jar: CookieJar) => jar.cookies().map((cookie) => cookie.name);

describe("limits", () => {
  it("keeps 180 cookies of a registrable domain, whatever its subdomains", () => {
    const jar = new CookieJar();
    for (const index of range(500)) jar.setCookie(`n${index}=1`, `https://h${index}.evil.example/`);
    expect(jar.size).toBe(180);
    expect(names(jar).at(0)).toBe("n320");
  });

  it("leaves other sites alone when one overflows", () => {
    const jar = new CookieJar();
    jar.setCookie("mine=1", "https://shop.example/");
    for (const index of range(400)) jar.setCookie(`n${index}=1`, "https://evil.example/");
    expect(jar.cookieHeader("https://shop.example/")).toBe("mine=1");
  });

  it("keeps 3,000 cookies in all", () => {
    const jar = new CookieJar();
    for (const index of range(3010)) jar.setCookie("a=1", `https://site-${index}.example/`);
    expect(jar.size).toBe(3000);
    expect(jar.cookieHeader("https://site-9.example/")).toBe("");
    expect(jar.cookieHeader("https://site-10.example/")).toBe("a=1");
  });

  it("drops expired cookies before any other", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie("first=1", "https://shop.example/");
    for (const index of range(179))
      jar.setCookie(`n${index}=1; Max-Age=1`, "https://shop.example/");
    clock.advance(1000);
    jar.setCookie("last=1", "https://shop.example/");
    expect(names(jar)).toEqual(["first", "last"]);
  });

  it("drops what was set longest ago, by a repeated header too", () => {
    const jar = new CookieJar();
    for (const index of range(180)) jar.setCookie(`n${index}=1`, "https://shop.example/");
    expect(jar.setCookie("n0=1", "https://shop.example/")).toBe("unchanged");
    expect(jar.setCookie("n1=1; Path=/", "https://shop.example/")).toBe("unchanged");
    jar.setCookie("new=1", "https://shop.example/");
    expect(names(jar)).toEqual(expect.arrayContaining(["n0", "n1", "new"]));
    expect(names(jar)).not.toContain("n2");
  });

  it("counts a header that is skipped as set again", () => {
    const jar = new CookieJar();
    jar.setCookie("kept=1", "https://shop.example/");
    // With Max-Age no header is ever skipped, so that the first stays the only one to be.
    for (const index of range(179))
      jar.setCookie(`n${index}=1; Max-Age=9`, "https://shop.example/");
    expect(jar.setCookie("kept=1", "https://shop.example/")).toBe("unchanged");
    jar.setCookie("new=1", "https://shop.example/");
    expect(names(jar)).toContain("kept");
    expect(names(jar)).not.toContain("n0");
  });

  it("drops cookies that are not Secure first, be it the new one", () => {
    const jar = new CookieJar();
    for (const index of range(180)) jar.setCookie(`n${index}=1; Secure`, "https://shop.example/");
    expect(jar.setCookie("open=1", "https://shop.example/")).toBe("refused: too-many");
    expect(jar.setCookie("safe=1; Secure", "https://shop.example/")).toBe("stored");
    expect(jar.size).toBe(180);
    expect(names(jar)).not.toContain("n0");
  });

  it("evicts nothing when a cookie is replaced", () => {
    const jar = new CookieJar();
    for (const index of range(180)) jar.setCookie(`n${index}=1`, "https://shop.example/");
    jar.setCookie("n179=2", "https://shop.example/");
    expect(names(jar)).toContain("n0");
  });

  it("counts again from zero after cookies are gone", () => {
    const jar = new CookieJar();
    for (const index of range(180)) jar.setCookie(`n${index}=1`, "https://shop.example/");
    for (const index of range(180)) jar.setCookie(`n${index}=; Max-Age=0`, "https://shop.example/");
    for (const index of range(180)) jar.setCookie(`m${index}=1`, "https://shop.example/");
    expect(jar.size).toBe(180);
  });
});
