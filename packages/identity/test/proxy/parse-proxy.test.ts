import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProxy, redactProxy } from "../../src/index.ts";

describe("parseProxy", () => {
  it.each([
    [
      "http://proxy-1:8000",
      { url: "http://proxy-1:8000", protocol: "http", host: "proxy-1", port: 8000 },
    ],
    [
      "HTTP://Proxy-1.Example:8000/",
      { url: "http://proxy-1.example:8000", protocol: "http", host: "proxy-1.example", port: 8000 },
    ],
    ["http://proxy-1", { url: "http://proxy-1:80", protocol: "http", host: "proxy-1", port: 80 }],
    [
      "https://proxy-1",
      { url: "https://proxy-1:443", protocol: "https", host: "proxy-1", port: 443 },
    ],
    [
      "https://proxy-1:80",
      { url: "https://proxy-1:80", protocol: "https", host: "proxy-1", port: 80 },
    ],
    [
      "socks5://proxy-1",
      { url: "socks5://proxy-1:1080", protocol: "socks5", host: "proxy-1", port: 1080 },
    ],
    [
      "socks4://proxy-1:080/",
      { url: "socks4://proxy-1:80", protocol: "socks4", host: "proxy-1", port: 80 },
    ],
    [
      "socks5://[2001:DB8::1]:9",
      { url: "socks5://[2001:db8::1]:9", protocol: "socks5", host: "2001:db8::1", port: 9 },
    ],
  ])("reads %s", (url, parts) => {
    const proxy = parseProxy(url);
    expect({ ...proxy }).toEqual(parts);
    expect(parseProxy(proxy.url)).toEqual(proxy);
  });

  it.each([
    ["http://user:pass@h:1", "user", "pass", "http://user:pass@h:1"],
    ["http://user:p%40s%2Fs@h:1", "user", "p@s/s", "http://user:p%40s%2Fs@h:1"],
    ["http://us:er:pa:ss@h:1", "us", "er:pa:ss", "http://us:er%3Apa%3Ass@h:1"],
    ["http://user@h:1", "user", "", "http://user@h:1"],
    ["http://:pass@h:1", "", "pass", "http://:pass@h:1"],
    [
      "http://user-country-us;s=1:p$ss@h:1",
      "user-country-us;s=1",
      "p$ss",
      "http://user-country-us%3Bs%3D1:p%24ss@h:1",
    ],
  ])("decodes the credentials of %s", (url, username, password, canonical) => {
    expect(parseProxy(url)).toMatchObject({ username, password, url: canonical });
  });

  it("gives back any credentials as they were", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(text, text, (username, password) => {
        const url = `http://${encodeURIComponent(username)}:${encodeURIComponent(password)}@h:1`;
        const proxy = parseProxy(url);
        expect(proxy).toMatchObject({ username, password });
        expect(parseProxy(proxy.url)).toEqual(proxy);
      }),
    );
  });

  it("gives an object that cannot be changed", () => {
    expect(Object.isFrozen(parseProxy("http://h:1"))).toBe(true);
  });

  it.each([
    ["h:8000", "a string without protocol://"],
    ["user:secret@h:8000", "a string without protocol://"],
    ["", "a string without protocol://"],
    ["ftp://user:secret@h", "the protocol ftp"],
    ["socks5h://user:secret@h", "the protocol socks5h"],
    ["http://user:secret@h:99999", "a string that is no URL"],
    ["http://user:secret@", "a string that is no URL"],
    ["http://user:sec#ret@h:1", "a string that is no URL"],
    ["http://user:secret@h:0", "port 0"],
    ["http://user:secret@h/path", "an address with a path, a query or a fragment"],
    ["http://user:secret@h?secret", "an address with a path, a query or a fragment"],
    ["http://user:secret@h#secret", "an address with a path, a query or a fragment"],
    ["http://user:secret@h\n:1", "a string with white space"],
    ["http://user:secret%zz@h:1", "credentials that are not percent-encoded"],
    ["socks4://user:secret@h", "a password with socks4, which has none"],
    [undefined, "undefined"],
    [null, "null"],
    [8000, "a number"],
    [{ url: "secret" }, "an object"],
  ])("refuses %j", (url, got) => {
    const message = `Proxy: expected \`url\` to be a URL like http://user:password@host:8000 (http, https, socks4 or socks5), got ${got}`;
    expect(() => parseProxy(url as string)).toThrow(
      expect.objectContaining({ name: "IdentityError", code: "ERR_INVALID_OPTION", message }),
    );
  });
});

describe("a proxy shown to people", () => {
  const proxy = parseProxy("socks5://john:secret@[::1]:9");

  it("has no credentials, however it is printed", () => {
    for (const text of [
      String(proxy),
      JSON.stringify({ proxy }),
      inspect({ proxy }, { depth: 9, showHidden: true }),
    ]) {
      expect(text).toContain("socks5://[::1]:9");
      expect(text).not.toMatch(/john|secret/);
    }
  });

  it.each([
    ["http://john:secret@h:1", "http://h:1"],
    ["http://h", "http://h:80"],
    ["john:secret@h", "[invalid proxy]"],
    ["http://john:secret%zz@h:1", "[invalid proxy]"],
    [undefined, "[invalid proxy]"],
  ])("is redacted from its URL: %s", (url, expected) => {
    expect(redactProxy(url as string)).toBe(expected);
  });
});
