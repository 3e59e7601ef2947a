import { describe, expect, test } from "vitest";
import { normalise } from "../../src/request/normalise.ts";
import type { SessionRequest } from "../../src/request/session-request.ts";

const now = (...args: Parameters<typeof normalise>): SessionRequest =>
  normalise(...args) as SessionRequest;

test("a string and a URL come to the same", () => {
  const expected = {
    url: "http://shop.example/a%20b#part",
    method: "GET",
    headers: {},
    body: null,
    redirect: "follow",
    credentials: "same-origin",
    signal: null,
  };
  expect(now("http://Shop.Example/a b#part")).toEqual(expected);
  expect(now(new URL("http://shop.example/a b#part"))).toEqual(expected);
});

test("methods that fetch knows are capitalised, others are left", () => {
  const methods = ["get", "Post", "pUT", "delete", "options", "patch", "PATCH", "purge"];
  const seen = methods.map((method) => now("http://shop.example/", { method }).method);
  expect(seen).toEqual(["GET", "POST", "PUT", "DELETE", "OPTIONS", "patch", "PATCH", "purge"]);
});

test("members it does not know are kept", () => {
  expect(now("http://shop.example/", { cache: "no-store", keepalive: true })).toMatchObject({
    cache: "no-store",
    keepalive: true,
  });
});

test("its result can be changed and brought into the form again", () => {
  const first = now("http://shop.example/", { method: "POST", body: "a", cache: "no-store" });
  const second = now({ ...first, headers: { ...first.headers, "X-Csrf": "1" } });
  expect(second).toEqual({ ...first, headers: { "x-csrf": "1" } });
});

test("a relative URL is relative to the base, where there is one", () => {
  expect(now({ url: "/b?c" }, undefined, "http://shop.example/a").url).toBe(
    "http://shop.example/b?c",
  );
  expect(() => now({ url: "/b" })).toThrow(TypeError);
});

describe("a Request", () => {
  test("gives what it has, its body as bytes", async () => {
    const controller = new AbortController();
    const request = await normalise(
      new Request("http://shop.example/", {
        method: "POST",
        body: new URLSearchParams({ a: "1" }),
        headers: { "X-One": "1" },
        redirect: "manual",
        credentials: "omit",
        cache: "no-store",
        signal: controller.signal,
      }),
    );
    expect(request).toMatchObject({
      url: "http://shop.example/",
      method: "POST",
      headers: { "x-one": "1", "content-type": "application/x-www-form-urlencoded;charset=UTF-8" },
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
    });
    expect(new TextDecoder().decode(request.body as ArrayBuffer)).toBe("a=1");
    controller.abort("why");
    expect(request.signal?.reason).toBe("why");
  });

  test("gives way to the second argument", async () => {
    const first = new Request("http://shop.example/", {
      method: "POST",
      body: "a",
      headers: { x: "1" },
    });
    const request = await normalise(first, { method: "PUT", headers: { y: "2" } });
    expect(request.method).toBe("PUT");
    expect(request.headers).toEqual({ y: "2" });
    expect(new TextDecoder().decode(request.body as ArrayBuffer)).toBe("a");
  });

  test("is used up, as fetch uses it up, and refused the second time", async () => {
    const used = new Request("http://shop.example/", { method: "POST", body: "a" });
    await normalise(used);
    expect(used.bodyUsed).toBe(true);
    await expect(async () => normalise(used)).rejects.toThrow(TypeError);
  });
});

describe("what fetch refuses is refused as fetch does", () => {
  test.each([
    ["no URL", "shop.example"],
    ["a URL with credentials", "http://me:secret@shop.example/"],
  ])("%s", async (_, url) => {
    expect(() => now(url)).toThrow(TypeError);
    await expect(fetch(url)).rejects.toThrow(TypeError);
  });

  test("credentials are not told", () => {
    expect(() => now("http://me:secret@shop.example/")).toThrow(/^((?!secret).)*$/s);
  });

  test.each(["GET", "HEAD"])("a %s with a body", async (method) => {
    const init = { method, body: "a" };
    expect(() => now("http://shop.example/", init)).toThrow(TypeError);
    await expect(fetch("http://shop.example/", init)).rejects.toThrow(TypeError);
  });

  test("headers that are no pairs", async () => {
    const init = { headers: [["one"]] as unknown as [string, string][] };
    expect(() => now("http://shop.example/", init)).toThrow(TypeError);
    await expect(fetch("http://shop.example/", init)).rejects.toThrow(TypeError);
  });
});
