import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import type { AxiosRequestConfig } from "axios";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instances, rejection } from "./support/instances.ts";

let site: TestSite;
const make = instances();

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(() => site.close());

/** The two attempts, which differ in nothing but the session. */
async function bodiesOf(config: AxiosRequestConfig): Promise<readonly string[]> {
  const echo = await createTestSite();
  try {
    let attempts = 0;
    const http = make({
      pool: { size: 2 },
      check: () => ++attempts > 1,
    });
    await http.request({ method: "post", url: `${echo.origin}/echo`, ...config });
    return echo.requests.map(({ body, headers }) => {
      expect(Number(headers["content-length"] ?? body.length)).toBe(Buffer.byteLength(body));
      return `${headers["content-type"]}\n${body}`;
    });
  } finally {
    await echo.close();
  }
}

test("a banned session is replaced, and the request sent again with the cookies of the new one", async () => {
  const shop = await createTestSite({ ban: { afterUses: 1 } });
  const http = make();
  for (const page of [1, 2, 3]) await http.get(`${shop.origin}/api/product/${page}`);
  await shop.close();
  expect(shop.requests.map(({ session }) => session)).toEqual([1, 1, 2, 2, 3]);
});

describe("a body is sent again as it was", () => {
  test.each<[string, () => unknown, string]>([
    ["text", () => "zip=04662", "application/x-www-form-urlencoded\nzip=04662"],
    ["an object", () => ({ zip: "04662" }), 'application/json\n{"zip":"04662"}'],
    [
      "URLSearchParams",
      () => new URLSearchParams({ zip: "04662" }),
      "application/x-www-form-urlencoded;charset=utf-8\nzip=04662",
    ],
    ["bytes", () => Buffer.from("zip"), "application/x-www-form-urlencoded\nzip"],
    ["a Blob", () => new Blob(["zip"], { type: "text/zip" }), "text/zip\nzip"],
  ])("%s", async (_, data, expected) => {
    expect(await bodiesOf({ data: data() })).toEqual([expected, expected]);
  });

  test.each<[string, AxiosRequestConfig]>([
    ["a FormData", { data: formWith("zip", "04662") }],
    [
      "what postForm makes of an object",
      { data: { zip: "04662" }, headers: { "content-type": "multipart/form-data" } },
    ],
  ])("%s, with a boundary of its own", async (_, config) => {
    const bodies = await bodiesOf(config);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      const [, boundary = "?"] = /boundary=(\S+)/.exec(body) ?? [];
      expect(body.split(`--${boundary}`)).toHaveLength(3);
      expect(body).toContain("04662");
    }
  });
});

function formWith(name: string, value: string): FormData {
  const form = new FormData();
  form.set(name, value);
  return form;
}

describe("a stream is not sent again", () => {
  test.each<[string, () => AxiosRequestConfig]>([
    ["a stream", () => ({ data: Readable.from([Buffer.from("abc")], { objectMode: false }) })],
    [
      "a form with a file in it",
      () => ({
        data: { file: createReadStream(new URL(import.meta.url)) },
        headers: { "content-type": "multipart/form-data" },
      }),
    ],
  ])("%s", async (_, config) => {
    const http = make({ pool: { size: 2 }, check: () => false });
    const error = await rejection(
      http.request({ method: "post", url: `${site.origin}/echo`, ...config() }),
    );
    if (!isSessionaryError(error, "ERR_BODY_NOT_REPLAYABLE")) throw error;
    expect(error.message).toContain(`POST ${new URL(site.origin).host}`);
    expect(site.requests).toHaveLength(1);
  });
});

describe("transforms", () => {
  test("run once for a request, however many attempts it takes", async () => {
    const seen: unknown[] = [];
    await bodiesOf({
      data: { a: 1 },
      transformRequest: (data) => {
        seen.push(data);
        return JSON.stringify(data);
      },
    });
    expect(seen).toEqual([{ a: 1 }]);
  });

  test("of the user's that make a stream leave nothing to send again", async () => {
    const http = make({ pool: { size: 2 }, check: () => false });
    const error = await rejection(
      http.post(`${site.origin}/echo`, "abc", {
        transformRequest: () => Readable.from(["abc"], { objectMode: false }),
      }),
    );
    expect(isSessionaryError(error, "ERR_BODY_NOT_REPLAYABLE")).toBe(true);
  });
});
