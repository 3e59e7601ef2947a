import { expect, test } from "vitest";

import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, page, typeOf } from "./asking.ts";

test("the key is the user name of Basic, with an empty password", async () => {
  await using zyte = await createZyteEmulator({ apiKeys: ["first", "second"] });
  expect(zyte.apiKey).toBe("first");
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  expect((await ask(zyte, page("/echo"), { apiKey: "second" })).status).toBe(200);
  expect(zyte.requests.map(({ apiKey }) => apiKey)).toEqual(["first", "second"]);
});

test.each([
  ["none", ""],
  ["another scheme", "Bearer first"],
  ["no base64", "Basic first:"],
  ["no user", `Basic ${btoa(":first")}`],
  ["a password", `Basic ${btoa("first:secret")}`],
  ["no colon", `Basic ${btoa("first")}`],
])("credentials that cannot be read are refused: %s", async (_name, authorization) => {
  await using zyte = await createZyteEmulator({ apiKeys: ["first"] });
  const asked = await ask(zyte, page("/echo"), { headers: { authorization } });
  expect(asked.status).toBe(401);
  expect(asked.headers.get("www-authenticate")).toBe('Basic realm="Zyte API"');
  expect(asked.headers.get("content-type")).toBe("application/problem+json");
  expect(asked.body).toMatchObject({
    type: "/auth/not-valid",
    title: "Authentication Info Invalid",
    status: 401,
  });
  expect(zyte.site.requests).toEqual([]);
});

test("an unknown key is refused, and so is a suspended one", async () => {
  await using zyte = await createZyteEmulator({ suspendedKeys: ["broke"] });
  const unknown = await ask(zyte, page("/echo"), { apiKey: "nobody" });
  expect([unknown.status, typeOf(unknown)]).toEqual([401, "/auth/key-not-found"]);
  expect(unknown.headers.get("www-authenticate")).toBe('Basic realm="Zyte API"');
  const suspended = await ask(zyte, page("/echo"), { apiKey: "broke" });
  expect([suspended.status, typeOf(suspended)]).toEqual([403, "/auth/account-suspended"]);
  expect(zyte.truth().totals).toMatchObject({ refused: 2, charged: 0, cost: 0 });
});

test("every answer has a request id of its own", async () => {
  await using zyte = await createZyteEmulator();
  const ids = [
    (await ask(zyte, page("/echo"))).headers.get("request-id"),
    (await ask(zyte, "{")).headers.get("request-id"),
    (await ask(zyte, page("/echo"), { apiKey: "nobody" })).headers.get("request-id"),
  ];
  expect(ids).toEqual(zyte.requests.map(({ requestId }) => requestId));
  expect(new Set(ids).size).toBe(3);
});

test("there is one path and one method", async () => {
  await using zyte = await createZyteEmulator();
  const elsewhere = await fetch(`${zyte.url}other`, { method: "POST", body: "{}" });
  expect(elsewhere.status).toBe(404);
  const get = await fetch(`${zyte.url}extract`);
  expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
});

test("bodies of more than 5 MiB are refused", async () => {
  await using zyte = await createZyteEmulator();
  const filler = "x".repeat(5 * 1024 * 1024);
  expect((await ask(zyte, page("/echo", { echoData: filler }))).status).toBe(413);
  const fits = page("/echo", { echoData: filler.slice(1000) });
  expect((await ask(zyte, fits)).status).toBe(200);
});
