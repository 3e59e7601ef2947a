import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { Visitor } from "./visitor.ts";

test("a visitor gets one session and keeps it", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  const first = await visitor.ask("/");
  expect(first.headers.getSetCookie()).toEqual([
    `sid=${site.session(1)?.id}; Path=/; HttpOnly; SameSite=Lax`,
  ]);
  const second = await visitor.ask("/product/3");
  expect(second.headers.getSetCookie()).toEqual([]);
  expect(site.session(visitor.cookies.get("sid") ?? "")).toMatchObject({
    number: 1,
    uses: 2,
    requests: 2,
    right: 1,
  });
});

test("the session cookie is named as asked", async () => {
  await using site = await createTestSite({ cookieName: "token" });
  const visitor = new Visitor(site);
  await visitor.ask("/");
  expect([...visitor.cookies.keys()]).toEqual(["token"]);
});

test("a cookie the site never gave opens a new session", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  visitor.cookies.set("sid", "forged");
  await visitor.ask("/product/1");
  expect(visitor.cookies.get("sid")).toBe(site.session(1)?.id);
});

test("instruments open no session but count as uses of one", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.ask("/echo");
  expect(site.truth().totals.sessions).toBe(0);
  await visitor.ask("/");
  const { text } = await visitor.ask("/echo");
  expect(JSON.parse(text)).toMatchObject({ session: 1, cookies: { sid: site.session(1)?.id } });
  expect(site.session(1)?.uses).toBe(2);
});

test("with entry at home, product pages open no session", async () => {
  await using site = await createTestSite({ entry: "home" });
  const visitor = new Visitor(site);
  const early = await visitor.ask("/product/1");
  expect(early.text).toContain("session expired");
  expect(site.truth().totals).toMatchObject({ sessions: 0, expired: 1 });
  await visitor.ask("/");
  expect((await visitor.ask("/product/1")).text).toContain("Product 1");
});

test("logging in gives the session an account", async () => {
  await using site = await createTestSite({ accounts: { bob: "builder" } });
  const visitor = new Visitor(site);
  expect((await visitor.ask("/login")).text).toContain('name="password"');
  expect((await visitor.post("/login", { user: "bob", password: "wonderland" })).status).toBe(401);
  expect((await visitor.post("/login", { user: "nobody", password: "builder" })).status).toBe(401);
  expect(site.session(1)?.account).toBeUndefined();
  expect((await visitor.post("/login", { user: "bob", password: "builder" })).status).toBe(200);
  expect(site.session(1)?.account).toBe("bob");
  expect((await visitor.ask("/")).text).toContain('<b class="account">bob</b>');
});

test("requests that overlap in one session are counted", async () => {
  await using site = await createTestSite();
  const visitor = new Visitor(site);
  await visitor.askTimes(5);
  expect(site.session(1)?.maxInFlight).toBe(1);
  const slow = visitor.ask("/slow");
  await site.waitFor("request", ({ path }) => path === "/slow");
  await visitor.ask("/");
  site.release();
  await slow;
  expect(site.session(1)?.maxInFlight).toBe(2);
});
