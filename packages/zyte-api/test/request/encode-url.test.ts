import { expect, test } from "vitest";
import { encodeUrl } from "../../src/request/encode-url.ts";

test.each([
  ["https://a.example/?q=1#top", "https://a.example/?q=1#top"],
  ["https://a.example/a b", "https://a.example/a%20b"],
  ["https://a.example/é?ü=ß#ö", "https://a.example/%C3%A9?%C3%BC=%C3%9F#%C3%B6"],
  ["https://a.example/%20?x=%zz", "https://a.example/%20?x=%zz"],
  ['https://a.example/{|}"<>\\^`', "https://a.example/%7B%7C%7D%22%3C%3E%5C%5E%60"],
  ["https://a.example/[x]?(y)!", "https://a.example/[x]?(y)!"],
  ["https://a.example/../b", "https://a.example/../b"],
  ["https://MÜNCHEN.example:8080/ü", "https://xn--mnchen-3ya.example:8080/%C3%BC"],
  ["https://a.example/\uD800x", "https://a.example/%EF%BF%BDx"],
  ["https://a.example/\u{1F600}", "https://a.example/%F0%9F%98%80"],
  ["not a url", "not%20a%20url"],
])("%s is sent as %s", (given, sent) => {
  expect(encodeUrl(given)).toBe(sent);
});
