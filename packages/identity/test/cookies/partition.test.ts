import { describe, expect, it } from "vitest";
import { CookieJar, type CookieRecord } from "../../src/index.ts";

const CHIP = "chip=1; Secure; Path=/; SameSite=None; Partitioned";

describe("partitioned cookies (CHIPS)", () => {
  it("live in the partition of the site that set them, and are sent to it", () => {
    const jar = new CookieJar();
    expect(jar.setCookie(`${CHIP}; Domain=shop.co.uk`, "https://www.shop.co.uk:8443/")).toBe(
      "stored",
    );
    expect(jar.cookies()[0]?.partition).toEqual({
      topLevelSite: "https://shop.co.uk",
      crossSiteAncestor: false,
    });
    expect(jar.cookieHeader("https://pay.shop.co.uk/")).toBe("chip=1");
  });

  it.each([
    ["http://127.0.0.1:8080/", "http://127.0.0.1"],
    ["https://[::1]/", "https://[::1]"],
    ["http://localhost:3000/", "http://localhost"],
  ])("have the host as their site on %s", (url, topLevelSite) => {
    const jar = new CookieJar();
    jar.setCookie(CHIP, url);
    expect(jar.cookies()[0]?.partition?.topLevelSite).toBe(topLevelSite);
    expect(jar.cookieHeader(url)).toBe("chip=1");
  });

  it("keep the schemes of a host apart, where both are trusted", () => {
    const jar = new CookieJar();
    jar.setCookie(CHIP, "http://localhost/");
    for (let turn = 0; turn < 2; turn += 1) {
      expect(jar.cookieHeader("http://localhost/")).toBe("chip=1");
      expect(jar.cookieHeader("https://localhost/")).toBe("");
    }
  });

  it("need Secure", () => {
    expect(new CookieJar().setCookie("chip=1; Partitioned", "https://shop.example/")).toBe(
      "refused: partitioned",
    );
  });

  it("stay apart from unpartitioned ones of the same name", () => {
    const jar = new CookieJar();
    jar.setCookies(["chip=0; Secure; Path=/", CHIP], "https://shop.example/");
    expect(jar.cookieHeader("https://shop.example/")).toBe("chip=0; chip=1");
    jar.setCookie("chip=; Secure; Path=/; Max-Age=0", "https://shop.example/");
    expect(jar.cookieHeader("https://shop.example/")).toBe("chip=1");
  });

  it.each([
    [
      "of another top-level site",
      { topLevelSite: "https://embedder.example", crossSiteAncestor: true },
    ],
    ["of the http site", { topLevelSite: "http://shop.example", crossSiteAncestor: false }],
    [
      "of a frame below another site",
      { topLevelSite: "https://shop.example", crossSiteAncestor: true },
    ],
  ])("%s are kept, distinct, and not sent", (_, partition) => {
    const jar = new CookieJar();
    jar.setCookie(CHIP, "https://shop.example/");
    const [own] = jar.cookies();
    expect(jar.add({ ...(own as CookieRecord), value: "framed", partition })).toBe("stored");
    expect(jar.size).toBe(2);
    expect(jar.cookieHeader("https://shop.example/")).toBe("chip=1");
  });
});
