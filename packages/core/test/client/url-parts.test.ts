import { describe, expect, test } from "vitest";
import { hostOf, pathOf, withoutPort } from "../../src/client/url-parts.ts";

const urls = [
  "https://shop.example/p/1?q=https://other.example/#f",
  "http://Shop.Example:8080",
  "https://user:pa:ss@shop.example/p@th",
  "https://a@b@shop.example/",
  "https://shop.example:443/",
  "http://shop.example:80/x",
  "https://shop.example:80/x",
  "http://shop.example:443/x",
  "HTTPS://shop.example:443",
  "https://shop.example?q=1",
  "https://shop.example#f",
  "https://shop.example\\@evil.example/",
  "http://[::1]:8080/",
  "http://[::1]/a/b",
  "ws://127.0.0.1:9000/socket",
];

describe("hostOf", () => {
  test.each(urls)("reads the host of %s as the URL standard does", (url) => {
    expect(hostOf(url)).toBe(new URL(url).host);
  });

  test.each(["", "about:blank", "data:text/html,<a href='http://x'>", "/relative", "mailto:a@b"])(
    "finds no host in %j",
    (url) => {
      expect(hostOf(url)).toBe("");
    },
  );
});

describe("pathOf", () => {
  test.each(urls.filter((url) => !url.includes("\\")))("reads the path of %s", (url) => {
    expect(pathOf(url)).toBe(new URL(url).pathname);
  });
});

describe("withoutPort", () => {
  test.each([
    ["shop.example:8080", "shop.example"],
    ["shop.example", "shop.example"],
    ["[::1]:80", "[::1]"],
    ["[::1]", "[::1]"],
  ])("cuts %s to %s", (host, bare) => {
    expect(withoutPort(host)).toBe(bare);
  });
});
