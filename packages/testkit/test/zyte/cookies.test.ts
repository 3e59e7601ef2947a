import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";

import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, bodyOf, echoOf, page, rendered } from "./asking.ts";

const domain = "shop.example";

test("a session keeps the cookies sites set, one per name, domain and path", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: crypto.randomUUID() };
  await ask(zyte, page("/cookies/set?a=1&b=1", { session }));
  await ask(zyte, rendered("/cookies/set?a=2", { session }));
  const deep = encodeURIComponent("3; Path=/deep");
  await ask(zyte, page(`/cookies/set?a=${deep}`, { session }));
  expect(echoOf(await ask(zyte, page("/echo", { session }))).cookies).toEqual({ a: "2", b: "1" });
  const { cookie } = echoOf(await ask(zyte, page("/echo", { session }))).headers;
  expect(cookie).toBe("a=2; b=1");
});

test("requests without a session share no cookies", async () => {
  await using zyte = await createZyteEmulator();
  await ask(zyte, page("/cookies/set?a=1"));
  expect(echoOf(await ask(zyte, page("/echo"))).cookies).toEqual({});
});

test("cookies are kept within their host, and taken from every hop", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: crypto.randomUUID() };
  const to = encodeURIComponent("https://other.example/echo");
  const asked = await ask(zyte, page(`/redirect/2?to=${to}`, { session, responseCookies: true }));
  expect(echoOf(asked).cookies).toEqual({});
  expect(asked.body["responseCookies"]).toMatchObject([
    { name: "hop-2", value: "2", domain, path: "/" },
    { name: "hop-1", value: "1", domain, path: "/" },
  ]);
  const seen = echoOf(await ask(zyte, page("/echo", { session }))).cookies;
  expect(seen).toEqual({ "hop-1": "1", "hop-2": "2" });
});

test("requestCookies are sent with one request and never put into the session", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: crypto.randomUUID() };
  await ask(zyte, page("/cookies/set?a=jar", { session }));
  const requestCookies = [
    { name: "a", value: "own", domain },
    { name: "b", value: "dotted", domain: ".example" },
    { name: "c", value: "elsewhere", domain: "other.example" },
    { name: "d", value: "old", domain, expires: 1 },
    { name: "e", value: "deep", domain, path: "/deep" },
  ];
  const with_ = echoOf(await ask(zyte, page("/echo", { session, requestCookies })));
  expect(with_.cookies).toEqual({ a: "own", b: "dotted" });
  expect(echoOf(await ask(zyte, page("/echo", { session }))).cookies).toEqual({ a: "jar" });
});

test("what a site sets replaces what the request brought, from the next hop on", async () => {
  await using zyte = await createZyteEmulator();
  const requestCookies = [{ name: "hop-1", value: "own", domain }];
  const asked = await ask(zyte, page("/redirect/1", { requestCookies }));
  expect(echoOf(asked).cookies).toEqual({ "hop-1": "1" });
});

test("responseCookies fed back as requestCookies carry a session along", async () => {
  await using zyte = await createZyteEmulator();
  const actions = [{ action: "setLocation", address: { postalCode: "04662" } }];
  const init = await ask(zyte, rendered("/product/1", { actions, responseCookies: true }));
  const requestCookies = init.body["responseCookies"];
  expect(requestCookies).toEqual([
    {
      name: "sid",
      value: zyte.site.session(1)?.id,
      domain,
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
    },
  ]);
  expect(bodyOf(await ask(zyte, page("/product/2", { requestCookies })))).toContain("04662");
});

test("only the cookies that were set meanwhile come back, without deleted ones", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: crypto.randomUUID() };
  const cookiesOf = async (path: string): Promise<unknown> =>
    (await ask(zyte, page(path, { session, responseCookies: true }))).body["responseCookies"];
  await cookiesOf("/cookies/set?a=1&b=2");
  expect(await cookiesOf("/echo")).toEqual([]);
  expect(await cookiesOf("/cookies/set?c=3")).toMatchObject([{ name: "c" }]);
  expect(await cookiesOf(`/cookies/set?a=${encodeURIComponent("; Max-Age=0; Path=/")}`)).toEqual(
    [],
  );
  expect(echoOf(await ask(zyte, page("/echo", { session }))).cookies).toEqual({ b: "2", c: "3" });
});

test("attributes arrive as the service writes them, and ages count by the clock", async () => {
  const clock = createFakeClock({ now: Date.UTC(2030, 0, 1) });
  await using zyte = await createZyteEmulator({ clock });
  const session = { id: crypto.randomUUID() };
  const line = encodeURIComponent(
    "1; Max-Age=90; Domain=shop.example; Path=/; Secure; SameSite=None",
  );
  const asked = await ask(zyte, {
    url: `https://www.shop.example/cookies/set?a=${line}`,
    httpResponseBody: true,
    session,
    responseCookies: true,
  });
  expect(asked.body["responseCookies"]).toEqual([
    {
      name: "a",
      value: "1",
      domain: ".shop.example",
      path: "/",
      expires: Date.UTC(2030, 0, 1) / 1000 + 90,
      secure: true,
      sameSite: "None",
    },
  ]);
  const seen = async (): Promise<unknown> =>
    echoOf(await ask(zyte, page("/echo", { session }))).cookies;
  await clock.advance(89_999);
  expect(await seen()).toEqual({ a: "1" });
  const plain = { url: "http://shop.example/echo", httpResponseBody: true, session };
  expect(echoOf(await ask(zyte, plain)).cookies).toEqual({});
  await clock.advance(1);
  expect(await seen()).toEqual({});
});

test("the service's own cookies go with requests that bring none, unless told otherwise", async () => {
  await using zyte = await createZyteEmulator({ serviceCookies: { known: "visitor" } });
  const seen = async (rest: object): Promise<unknown> =>
    echoOf(await ask(zyte, page("/echo", rest))).cookies;
  const requestCookies = [{ name: "a", value: "b", domain }];
  expect(await seen({})).toEqual({ known: "visitor" });
  expect(await seen({ cookieManagement: "discard" })).toEqual({});
  expect(await seen({ requestCookies })).toEqual({ a: "b" });
  expect(await seen({ requestCookies, cookieManagement: "discard" })).toEqual({ a: "b" });
  expect(await seen({ session: { id: crypto.randomUUID() } })).toEqual({});
});
