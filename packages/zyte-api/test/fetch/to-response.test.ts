import { expect, test } from "vitest";
import { createResponse } from "../../src/response/create-response.ts";
import type { ZyteResponseFields } from "../../src/index.ts";
import { toResponse } from "../../src/fetch/to-response.ts";

const URL = "https://a.example/";

function responseOf(fields: Partial<ZyteResponseFields>, init?: RequestInit): Response {
  const zyte = createResponse({ url: URL, ...fields }, undefined);
  return toResponse(zyte, new Request(URL, init));
}

test("a status that no Response can be made with is there all the same, in clones too", () => {
  const response = responseOf({ statusCode: 999 });
  expect(response).toMatchObject({ status: 999, ok: false, url: URL });
  expect(response.clone().clone()).toMatchObject({ status: 999, ok: false, url: URL });
});

test("without a status it was a 200", () => {
  expect(responseOf({})).toMatchObject({ status: 200, ok: true });
});

test.each([204, 205, 304])("a %s has no body, whatever the service says", (statusCode) => {
  const response = responseOf({ statusCode, httpResponseBody: "aGk=" });
  expect(response).toMatchObject({ status: statusCode, body: null });
});

test("headers of the transfer are gone, several of one name stay, and what is no header is left out", () => {
  const { headers } = responseOf({
    httpResponseHeaders: [
      { name: "Content-Encoding", value: "br" },
      { name: "Content-Length", value: "7" },
      { name: "Transfer-Encoding", value: "chunked" },
      { name: "Set-Cookie", value: "a=1" },
      { name: "set-cookie", value: "b=2" },
      { name: "X-Word", value: "caf\u00e9" },
      { name: "X-Euro", value: "€" },
      { name: "no name", value: "x" },
      { name: "x-lines", value: "a\nb" },
    ],
  });
  expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect([...headers.keys()].filter((name) => name !== "set-cookie")).toEqual(["x-euro", "x-word"]);
  expect(headers.get("x-word")).toBe("caf\u00e9");
  // As octets of UTF-8, which is how headers carry what is not Latin.
  expect(Buffer.from(headers.get("x-euro") ?? "", "latin1").toString()).toBe("€");
});

test.each([
  ["characters that were percent-encoded on the way", `${URL}?q={1}|`, `${URL}?q=%7B1%7D%7C`],
  ["the slash of a bare host", URL, "https://a.example"],
  ["its host in ASCII", "https://ä.example/", "https://xn--4ca.example/"],
])("a URL that differs by %s is no redirect", (_, asked, answered) => {
  const zyte = createResponse({ url: answered }, undefined);
  expect(toResponse(zyte, new Request(asked))).toHaveProperty("redirected", false);
});

test("the URL of a response has no fragment, as with any fetch", () => {
  const zyte = createResponse({ url: `${URL}b#top` }, undefined);
  expect(toResponse(zyte, new Request(`${URL}b#top`))).toHaveProperty("url", `${URL}b`);
});

test("a URL that differs by its fragment only is no redirect", () => {
  const zyte = createResponse({ url: URL }, undefined);
  expect(toResponse(zyte, new Request(`${URL}#top`))).toHaveProperty("redirected", false);
  const moved = createResponse({ url: `${URL}b` }, undefined);
  expect(toResponse(moved, new Request(URL))).toHaveProperty("redirected", true);
});
