import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession } from "../support/drive.ts";
import { echoOf } from "../support/echo.ts";

let site: TestSite;
let elsewhere: TestSite;

beforeAll(async () => {
  site = await createTestSite();
  elsewhere = await createTestSite({ host: "127.0.0.2", cookieName: "other" });
});

afterAll(async () => {
  await site.close();
  await elsewhere.close();
});

test("a session sends what it was given", async () => {
  await using own = await openSession();
  await own.send(`${site.origin}/cookies/set?a=1&b=2`);
  const response = await own.send(`${site.origin}/cookies`);
  expect(await response.json()).toEqual({ a: "1", b: "2" });
});

test("cookies are taken from every hop and sent at the next", async () => {
  await using own = await openSession();
  const response = await own.send(`${site.origin}/redirect/3`);
  expect((await echoOf(response)).cookies).toEqual({ "hop-3": "3", "hop-2": "2", "hop-1": "1" });
});

test("cookies of a redirect's POST are taken as well", async () => {
  await using own = await openSession();
  const body = new URLSearchParams({ a: "1" });
  const response = await own.send(`${site.origin}/redirect/2?status=303`, { method: "POST", body });
  expect((await echoOf(response)).cookies).toEqual({ "hop-2": "2", "hop-1": "1" });
});

test("a host gets only its own cookies, and its cookies are kept for it", async () => {
  await using own = await openSession();
  await own.send(`${elsewhere.origin}/cookies/set?theirs=1`);
  const to = encodeURIComponent(`${elsewhere.origin}/echo`);
  const echo = await echoOf(await own.send(`${site.origin}/redirect/1?to=${to}`));
  expect(echo.cookies).toEqual({ theirs: "1" });
});

test("two sessions share no cookie", async () => {
  await using one = await openSession();
  await using two = await openSession();
  await one.send(`${site.origin}/cookies/set?a=1`);
  const response = await two.send(`${site.origin}/cookies`);
  expect(await response.json()).toEqual({});
});

test("a Cookie header is added to the session's, and wins where it names the same", async () => {
  await using own = await openSession();
  await own.send(`${site.origin}/cookies/set?a=1&b=2`);
  const { headers } = await echoOf(
    await own.send(`${site.origin}/echo`, { headers: { Cookie: "b=mine; c=3" } }),
  );
  expect(headers["cookie"]).toBe("a=1; b=mine; c=3");
});

test("a given cookie stays one request's own", async () => {
  await using own = await openSession();
  await own.send(`${site.origin}/echo`, { headers: { Cookie: "c=3" } });
  const response = await own.send(`${site.origin}/cookies`);
  expect(await response.json()).toEqual({});
});

test("credentials: omit neither sends nor stores cookies", async () => {
  await using own = await openSession();
  await own.send(`${site.origin}/cookies/set?a=1`);
  const omitted = await own.send(`${site.origin}/cookies`, { credentials: "omit" });
  expect(await omitted.json()).toEqual({});
  await own.send(`${site.origin}/cookies/set?b=2`, { credentials: "omit" });
  const after = await own.send(`${site.origin}/cookies`);
  expect(await after.json()).toEqual({ a: "1" });
});
