import { describe, expect, it } from "vitest";
import { readingOf } from "../../src/judging/reading.ts";
import { safeUrl, shortReading } from "../../src/judging/short-reading.ts";
import { reading } from "./outcomes.ts";

/** Counts how often it is cloned. */
class CountedResponse extends Response {
  clones = 0;

  override clone(): Response {
    this.clones++;
    return super.clone();
  }
}

describe("readingOf a Response", () => {
  it("shows status and headers without touching the body", () => {
    const response = new CountedResponse("{}", { status: 418, headers: { "X-Kind": "pot" } });
    const { status, url, headers } = readingOf(response);
    expect([status, url, headers.get("x-kind"), headers.get("none")]).toEqual([
      418,
      "",
      "pot",
      null,
    ]);
    expect([response.clones, response.bodyUsed]).toEqual([0, false]);
  });

  it("reads the body once, and leaves it to the caller", async () => {
    const response = new CountedResponse('{"zip":"04662"}');
    const view = readingOf(response);
    expect(await view.json()).toEqual({ zip: "04662" });
    expect(await view.text()).toBe('{"zip":"04662"}');
    expect(await view.json()).toEqual({ zip: "04662" });
    expect(response.clones).toBe(1);
    expect(await response.json()).toEqual({ zip: "04662" });
    expect(await view.text()).toBe('{"zip":"04662"}');
  });

  it("reads a body for two that ask at once", async () => {
    const response = new CountedResponse("page");
    const view = readingOf(response);
    expect(await Promise.all([view.text(), view.text()])).toEqual(["page", "page"]);
    expect(response.clones).toBe(1);
  });

  it("rejects when the caller has read the body before, or it is not JSON", async () => {
    const response = new Response("page");
    await expect(readingOf(response).json()).rejects.toThrow(SyntaxError);
    await response.text();
    await expect(readingOf(response).text()).rejects.toThrow(TypeError);
  });
});

describe("readingOf a value", () => {
  it("reads a string as the body", async () => {
    const view = readingOf('{"a":1}');
    expect([view.status, view.url, view.headers.get("a")]).toEqual([0, "", null]);
    expect([await view.text(), await view.json()]).toEqual(['{"a":1}', { a: 1 }]);
  });

  it("takes status, url and headers from an object that has them", async () => {
    const page = {
      status: 404,
      url: "https://shop.example/",
      headers: new Map([["etag", "x"]]),
      zip: "04662",
    };
    const view = readingOf(page);
    expect([view.status, view.url, view.headers.get("etag")]).toEqual([404, page.url, "x"]);
    expect(await view.json()).toBe(page);
    expect(await view.text()).toContain('"zip":"04662"');
  });

  it.each([undefined, null, 1, true, [1], () => 1])("reads %s as itself", async (value) => {
    const view = readingOf(value);
    expect([view.status, view.url, view.headers.get("a")]).toEqual([0, "", null]);
    expect(await view.json()).toBe(value);
    expect(await view.text()).toBe(JSON.stringify(value) ?? "");
  });

  it("ignores a status, url and headers of other types", () => {
    const { status, url, headers } = readingOf({ status: "ok", url: 1, headers: { etag: "x" } });
    expect([status, url, headers.get("etag")]).toEqual([0, "", null]);
  });
});

describe("shortReading", () => {
  it("keeps status and a URL without secrets", () => {
    const view = reading({ status: 403, url: "https://me:pass@shop.example:8443/p/1?token=t#top" });
    expect(shortReading(view)).toEqual({ status: 403, url: "https://shop.example:8443/p/1" });
  });

  it.each([
    ["https://shop.example/a@b/c", "https://shop.example/a@b/c"],
    ["https://me:p@ss@shop.example/", "https://shop.example/"],
    ["https:\\\\me:pass@shop.example\\", "https:\\\\shop.example\\"],
    ["//me:pass@shop.example/x", "//shop.example/x"],
    ["https://shop.example?a=1\n2", "https://shop.example"],
    ["/relative?a=1", "/relative"],
    ["about:blank", "about:blank"],
    ["", ""],
  ])("makes of %s a safe %s", (url, safe) => {
    expect(safeUrl(url)).toBe(safe);
  });
});
