import { expect, test } from "vitest";
import { PoolNames } from "../../src/sessions/pool-names.ts";

const URLS = [
  "http://shop.example/",
  "http://shop.example",
  "http://shop.example?q",
  "http://shop.example#f",
  "HTTP://SHOP.example/A",
  "http://shop.example:80/",
  "http://shop.example:8080/",
  "https://shop.example:443/a",
  "https://shop.example:80/a",
  "http://shop.example:99999/",
  "http://shop.example\\a",
  "http://user:word@shop.example/",
  "http://shop.example@other.example/",
  "http://sh\top.example/",
  " http://shop.example/",
  "http://shop.example\u0000",
  "http://shop.example\u0000/",
  "http://127.1/",
  "http://[::1]:81/",
  "http://köln.example/",
  "http:///shop.example/",
  "http:shop.example",
  "ftp://shop.example/",
  "http://",
  "data:,a",
  "/a",
];

test("the host is that of the URL, whichever URLs came before it", () => {
  const names = new PoolNames();
  for (const url of [...URLS, ...URLS.toReversed()]) {
    const host = (URL.canParse(url) && new URL(url).host) || "default";
    expect([url, names.nameOf(url, {})]).toEqual([url, host]);
  }
});

test("more hosts than are remembered have names all the same", () => {
  const names = new PoolNames();
  for (let n = 0; n < 2500; n += 1) {
    expect(names.nameOf(`https://shop-${n % 1250}.example/`, {})).toBe(`shop-${n % 1250}.example`);
  }
});
