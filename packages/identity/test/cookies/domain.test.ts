import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";

function visibleFrom(header: string, setter: string, reader: string): boolean {
  const jar = new CookieJar();
  jar.setCookie(header, setter);
  return jar.cookieHeader(reader) !== "";
}

describe("domain matching (RFC 6265bis 5.1.3)", () => {
  it.each([
    ["the host itself", "https://shop.example/", true],
    ["a subdomain", "https://www.shop.example/", true],
    ["a subdomain of a subdomain", "https://a.b.shop.example/", true],
    ["a host that merely ends alike", "https://myshop.example/", false],
    ["the parent", "https://example/", false],
    ["another host", "https://other.example/", false],
  ])("sends a domain cookie to %s: %#", (_, reader, expected) => {
    expect(visibleFrom("a=1; Domain=shop.example", "https://shop.example/", reader)).toBe(expected);
  });

  it("keeps a cookie without Domain for its very host", () => {
    expect(visibleFrom("a=1", "https://shop.example/", "https://shop.example/")).toBe(true);
    expect(visibleFrom("a=1", "https://shop.example/", "https://www.shop.example/")).toBe(false);
  });

  it("lets a subdomain set a cookie for its parent, not for a sibling or a child", () => {
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Domain=shop.example", "https://www.shop.example/")).toBe("stored");
    expect(jar.setCookie("b=1; Domain=m.shop.example", "https://www.shop.example/")).toBe(
      "refused: domain-mismatch",
    );
    expect(jar.setCookie("c=1; Domain=www.shop.example", "https://shop.example/")).toBe(
      "refused: domain-mismatch",
    );
  });

  it("ignores ports and the scheme for cookies that are not Secure", () => {
    expect(visibleFrom("a=1", "https://shop.example:8443/", "http://shop.example:99/")).toBe(true);
    expect(visibleFrom("a=1", "https://shop.example/", "wss://shop.example/")).toBe(true);
  });

  it("strips one leading dot of the attribute and no more", () => {
    expect(
      visibleFrom(
        "a=1; Domain=.shop.example",
        "https://shop.example/",
        "https://www.shop.example/",
      ),
    ).toBe(true);
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Domain=..shop.example", "https://shop.example/")).toBe(
      "refused: domain-mismatch",
    );
  });

  it.each([
    "a=1; Domain=",
    "a=1; Domain",
    "a=1; Domain=.",
    "a=1; Domain=shop.example; Domain=",
    "a=1; Domain=shop.example; domain",
  ])("takes the last Domain attribute, and an empty one for none: %s", (header) => {
    const jar = new CookieJar();
    expect(jar.setCookie(header, "https://shop.example/")).toBe("stored");
    expect(jar.cookies()[0]).toMatchObject({ domain: "shop.example", hostOnly: true });
  });

  it("takes the last of several domains", () => {
    const jar = new CookieJar();
    jar.setCookie("a=1; Domain=evil.example; Domain=shop.example", "https://www.shop.example/");
    expect(jar.cookies()[0]).toMatchObject({ domain: "shop.example", hostOnly: false });
  });

  it("keeps a host-only and a domain cookie of one name apart", () => {
    const jar = new CookieJar();
    jar.setCookie("a=host", "https://shop.example/");
    jar.setCookie("a=domain; Domain=shop.example", "https://shop.example/");
    expect(jar.cookieHeader("https://shop.example/")).toBe("a=host; a=domain");
    expect(jar.cookieHeader("https://www.shop.example/")).toBe("a=domain");
  });
});

describe("canonical hosts", () => {
  it("ignores the case of hosts and of the attribute", () => {
    expect(
      visibleFrom(
        "a=1; DOMAIN=ShOp.Example",
        "https://WWW.shop.EXAMPLE/",
        "https://x.SHOP.example/",
      ),
    ).toBe(true);
  });

  it("treats an international name and its punycode as one host", () => {
    expect(
      visibleFrom(
        "a=1; Domain=xn--mnchen-3ya.de",
        "https://www.münchen.de/",
        "https://münchen.de/",
      ),
    ).toBe(true);
  });

  it("refuses a Domain attribute that is not ASCII", () => {
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Domain=münchen.de", "https://münchen.de/")).toBe(
      "refused: domain-mismatch",
    );
  });
});

describe("public suffixes", () => {
  it.each([
    ["com", "https://evil.com/"],
    ["co.uk", "https://evil.co.uk/"],
    ["github.io", "https://evil.github.io/"],
    ["example", "https://shop.example/"],
    ["localhost", "https://app.localhost/"],
  ])("refuses a cookie for all of %s", (domain, url) => {
    const jar = new CookieJar();
    expect(jar.setCookie(`a=1; Domain=${domain}`, url)).toBe("refused: public-suffix");
    expect(jar.size).toBe(0);
  });

  it.each(["https://github.io/", "http://localhost/", "http://intranet/"])(
    "makes it host-only where the suffix names itself: %s",
    (url) => {
      const jar = new CookieJar();
      expect(jar.setCookie(`a=1; Domain=${new URL(url).hostname}`, url)).toBe("stored");
      expect(jar.cookies()[0]?.hostOnly).toBe(true);
      expect(jar.cookieHeader(url)).toBe("a=1");
    },
  );
});

describe("IP addresses", () => {
  it.each(["http://127.0.0.1/", "http://192.0.2.7/", "http://[::1]/", "http://[2001:db8::1]/"])(
    "are hosts like others, without subdomains: %s",
    (url) => {
      const jar = new CookieJar();
      expect(jar.setCookie("a=1", url)).toBe("stored");
      expect(jar.setCookie(`b=1; Domain=${new URL(url).hostname}`, url)).toBe("stored");
      expect(jar.cookieHeader(url)).toBe("a=1; b=1");
      expect(jar.cookies().every((cookie) => cookie.hostOnly)).toBe(true);
    },
  );

  it("never match the tail of an address", () => {
    const jar = new CookieJar();
    expect(jar.setCookie("a=1; Domain=0.0.1", "http://127.0.0.1/")).toBe(
      "refused: domain-mismatch",
    );
  });
});
