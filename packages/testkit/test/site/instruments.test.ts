import { request } from "node:http";

import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { Visitor } from "./visitor.ts";

test("echo tells what arrived", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  visitor.cookies.set("a", "1");
  const answer = await visitor.ask("/echo?q=1", {
    method: "PUT",
    body: "grüße",
    headers: { "x-test": "yes" },
  });
  expect(JSON.parse(answer.text)).toMatchObject({
    method: "PUT",
    url: `${site.origin}/echo?q=1`,
    headers: { "x-test": "yes", cookie: "a=1" },
    body: "grüße",
    address: "127.0.0.1",
    cookies: { a: "1" },
    session: null,
  });
});

test("cookies are set as asked, with their own attributes", async () => {
  await using site = await createTestSite();
  const query = new URLSearchParams({ a: "1", b: "2; Path=/deep; Max-Age=5" });
  const answer = await new Visitor(site).ask(`/cookies/set?${query}`);
  expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Path=/deep; Max-Age=5"]);
  expect((await new Visitor(site).ask("/cookies/set?a=%0D%0Ab")).status).toBe(400);
});

test("of a cookie sent twice the first counts", async () => {
  await using site = await createTestSite();
  const answer = await new Visitor(site).ask("/cookies", {
    headers: { cookie: "a=1; b = x=y ; a=2; odd" },
  });
  expect(JSON.parse(answer.text)).toEqual({ a: "1", b: "x=y" });
});

test("a status is answered as asked", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  expect((await visitor.ask("/status/204")).status).toBe(204);
  expect((await visitor.ask("/status/503?retryAfter=7")).headers.get("retry-after")).toBe("7");
  expect((await visitor.ask("/status/503")).headers.has("retry-after")).toBe(false);
  expect((await visitor.ask("/status/503?retryAfter=%0A")).status).toBe(400);
  expect(site.truth().totals).toMatchObject({ served: 3, refused: 1 });
});

test("each redirect sets its own cookie", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  const first = await visitor.ask("/redirect/2?status=307");
  expect(first.status).toBe(307);
  expect(first.headers.get("location")).toBe("/redirect/1?status=307");
  const second = await visitor.ask("/redirect/1?status=307");
  expect(second.headers.get("location")).toBe("/echo");
  expect(Object.fromEntries(visitor.cookies)).toEqual({ "hop-2": "2", "hop-1": "1" });
});

test("the last redirect goes where it is told, another origin included", async () => {
  await using site = await createTestSite();
  await using other = await createTestSite({ host: "127.0.0.2" });
  const to = encodeURIComponent(`${other.origin}/echo`);
  const response = await fetch(`${site.origin}/redirect/3?to=${to}`);
  expect(response.url).toBe(`${other.origin}/echo`);
  expect(response.redirected).toBe(true);
  expect(site.truth().totals.requests).toBe(3);
  expect(other.truth().totals.requests).toBe(1);
  await response.text();
});

test("a loop of redirects never ends", async () => {
  await using site = await createTestSite();
  await expect(fetch(`${site.origin}/redirect/loop`)).rejects.toMatchObject({
    cause: { message: "redirect count exceeded" },
  });
  expect((await new Visitor(site).ask("/redirect/1?status=300")).status).toBe(400);
});

test("unknown pages and wrong methods are refused", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  expect((await visitor.ask("/nowhere")).status).toBe(404);
  const wrong = await visitor.ask("/product/1", { method: "DELETE" });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get("allow")).toBe("GET");
  const head = await visitor.ask("/product/1", { method: "HEAD" });
  expect(head).toMatchObject({ status: 200, text: "" });
});

test("a body that is too long is refused", async () => {
  await using site = await createTestSite();
  const body = "x".repeat(16 * 1024 * 1024 + 1);
  expect((await new Visitor(site).ask("/echo", { method: "POST", body })).status).toBe(413);
});

test("an upload that breaks off is counted as aborted", async () => {
  await using site = await createTestSite();
  const gone = site.waitFor("answer");
  const upload = request(`${site.origin}/echo`, {
    method: "POST",
    headers: { "content-length": 100 },
  });
  const failed = new Promise((resolve) => upload.once("error", resolve));
  upload.write("half", () => upload.destroy());
  await failed;
  expect(await gone).toMatchObject({ outcome: "aborted", aborted: true });
});

test("a request target in absolute form is taken by its path", async () => {
  await using site = await createTestSite();
  const status = await new Promise((resolve, reject) => {
    const { port } = new URL(site.origin);
    const asked = request({ host: "127.0.0.1", port, path: "http://elsewhere.example/product/1" });
    asked.once("response", (response) => resolve(response.resume().statusCode));
    asked.once("error", reject);
    asked.end();
  });
  expect(status).toBe(200);
  expect(site.requests[0]?.path).toBe("/product/1");
});
