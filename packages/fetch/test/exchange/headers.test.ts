import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession } from "../support/drive.ts";
import { echoOf } from "../support/echo.ts";

let site: TestSite;

beforeAll(async () => {
  site = await createTestSite();
});

afterAll(() => site.close());

test("a session's headers are sent with every request", async () => {
  await using own = await openSession({ headers: { "Accept-Language": "de", "x-session": "1" } });
  const { headers } = await echoOf(await own.send(`${site.origin}/echo`));
  expect(headers).toMatchObject({ "accept-language": "de", "x-session": "1" });
});

test("a request's own headers win, whatever their spelling", async () => {
  await using own = await openSession({ headers: { "Accept-Language": "de", "X-Kept": "1" } });
  const response = await own.send(`${site.origin}/echo`, { headers: { "ACCEPT-language": "fr" } });
  const { headers } = await echoOf(response);
  expect(headers).toMatchObject({ "accept-language": "fr", "x-kept": "1" });
});

test("a function makes each session's headers", async () => {
  await using own = await openSession({
    headers: async ({ slot }) => ({ "x-slot": String(slot) }),
  });
  const { headers } = await echoOf(await own.send(`${site.origin}/echo`));
  expect(headers["x-slot"]).toBe("0");
});

test("userAgent wins over the headers and stays with its session", async () => {
  await using own = await openSession({
    headers: { "User-Agent": "other" },
    userAgent: ["first", "second"],
  });
  for (let i = 0; i < 3; i += 1) {
    const { headers } = await echoOf(await own.send(`${site.origin}/echo`));
    expect(headers["user-agent"]).toBe("first"); // the drawn number is 0
  }
});

test("headers may be a Headers, pairs or an object, and pairs of one name are joined", async () => {
  await using own = await openSession();
  const url = `${site.origin}/echo`;
  const pairs: [string, string][] = [
    ["x-many", "1"],
    ["X-Many", "2"],
  ];
  for (const headers of [pairs, new Headers(pairs), { "x-many": "1, 2" }]) {
    const echo = await echoOf(await own.send(url, { headers }));
    expect(echo.headers["x-many"]).toBe("1, 2");
  }
});

test("a header that HTTP cannot carry is the caller's error and no verdict on the session", async () => {
  await using own = await openSession();
  const request = await own.request(`${site.origin}/echo`, { headers: { "x y": "1" } });
  const error: unknown = await own.send(request).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  const { session } = own;
  const outcome = { phase: "use", request, session, variant: undefined, error } as const;
  expect(own.adapter.classify(outcome)).toBeUndefined();
});
