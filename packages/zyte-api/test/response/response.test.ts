import { inspect } from "node:util";
import { expect, test } from "vitest";
import { decodeBase64 } from "../../src/index.ts";
import { createResponse } from "../../src/response/create-response.ts";

const URL = "https://a.example/";

test("what is derived from the fields is not among them", () => {
  const response = createResponse({ url: URL, httpResponseBody: "aGk=", screenshot: "AAE=" }, "id");
  expect(response.bodyText).toBe("hi");
  expect([...(response.screenshotBytes ?? [])]).toEqual([0, 1]);
  expect(response.requestId).toBe("id");
  const fields = { url: URL, httpResponseBody: "aGk=", screenshot: "AAE=" };
  expect({ ...response }).toEqual(fields);
  expect(JSON.parse(JSON.stringify(response))).toEqual(fields);
  expect(structuredClone({ ...response })).toEqual(fields);
  expect(inspect(response)).not.toContain("requestId");
});

test("bytes are decoded once, when they are asked for", () => {
  const response = createResponse({ url: URL, httpResponseBody: "aGk=", screenshot: "AAE=" }, "");
  expect(response.bodyBytes).toBe(response.bodyBytes);
  expect(response.screenshotBytes).toBe(response.screenshotBytes);
});

test("what was not asked for is undefined", () => {
  const response = createResponse({ url: URL }, undefined);
  expect(response.bodyBytes).toBe(undefined);
  expect(response.bodyText).toBe(undefined);
  expect(response.screenshotBytes).toBe(undefined);
  expect(response.requestId).toBe(undefined);
});

test("an object made from a response decodes its fields too", () => {
  const response = createResponse({ url: URL, httpResponseBody: "aGk=" }, "id");
  const made = Object.create(response) as typeof response;
  expect([made.bodyText, made.requestId]).toEqual(["hi", undefined]);
});

test("a body of 10 MB is decoded whole", () => {
  const bytes = new Uint8Array(10_000_000).map((_, index) => (index * 31) % 251);
  const base64 = Buffer.from(bytes).toString("base64");
  const { bodyBytes } = createResponse({ url: URL, httpResponseBody: base64 }, undefined);
  expect(Buffer.compare(bodyBytes ?? new Uint8Array(), bytes)).toBe(0);
});

test("bytes have a buffer of their own", () => {
  for (const base64 of ["", "aGk=", Buffer.alloc(100_000).toString("base64")]) {
    const bytes = decodeBase64(base64);
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
  }
});

test.each([
  [undefined, [0xc3, 0xa9], "é"],
  ["text/html", [0xc3, 0xa9], "é"],
  ["text/html; charset=ISO-8859-1", [0xe9], "é"],
  ['text/html;charset="windows-1251"', [0xe9], "й"],
  ["text/html; charset=no-such-thing", [0xc3, 0xa9], "é"],
  ["text/html; charset=utf-8", [0xef, 0xbb, 0xbf, 0x61], "a"],
])("the text of a body of type %s is read in its charset", (value, octets, text) => {
  const response = createResponse(
    {
      url: URL,
      httpResponseBody: Buffer.from(octets).toString("base64"),
      httpResponseHeaders: value === undefined ? [] : [{ name: "Content-Type", value }],
    },
    undefined,
  );
  expect(response.bodyText).toBe(text);
});
