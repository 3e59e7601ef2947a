import { createTestProxy, createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession } from "./support/drive.ts";

let site: TestSite;

beforeAll(async () => {
  site = await createTestSite();
});

afterAll(() => site.close());

test("the engine's signal ends a request, with its reason", async () => {
  await using own = await openSession();
  const controller = new AbortController();
  const request = await own.request(`${site.origin}/slow`);
  const arrived = site.waitFor("request", ({ path }) => path === "/slow");
  const sent = own.adapter.send(request, own.session, controller);
  await arrived;
  const answered = site.waitFor("answer", ({ path }) => path === "/slow");
  controller.abort("lease lost");
  await expect(sent).rejects.toBe("lease lost");
  expect(await answered).toMatchObject({ aborted: true });
});

test("the engine's signal ends a request that has no connection yet", async () => {
  await using proxy = await createTestProxy();
  proxy.hang();
  await using own = await openSession({ proxies: [proxy.url] });
  const controller = new AbortController();
  const request = await own.request("https://shop.example/");
  const asked = proxy.whenAsked();
  const sent = own.adapter.send(request, own.session, controller);
  await asked;
  controller.abort("init timed out");
  await expect(sent).rejects.toBe("init timed out");
});

test("the caller's signal ends a request, with its reason", async () => {
  await using own = await openSession();
  const controller = new AbortController();
  const arrived = site.waitFor("request", ({ path }) => path === "/slow");
  const sent = own.send(`${site.origin}/slow`, { signal: controller.signal });
  await arrived;
  controller.abort();
  await expect(sent).rejects.toMatchObject({ name: "AbortError" });
});

test("the signal of a Request ends it as well", async () => {
  await using own = await openSession();
  const controller = new AbortController();
  const arrived = site.waitFor("request", ({ path }) => path === "/slow");
  const sent = own.send(new Request(`${site.origin}/slow`, { signal: controller.signal }));
  await arrived;
  controller.abort(new Error("enough"));
  await expect(sent).rejects.toThrow("enough");
});

test("after the response is there, the caller's signal ends its body, also after a redirect", async () => {
  await using own = await openSession();
  for (const url of [`${site.origin}/stream`, `${site.origin}/redirect/1?to=/stream`]) {
    const controller = new AbortController();
    const response = await own.send(url, { signal: controller.signal });
    const text = response.text();
    controller.abort(new Error("enough"));
    await expect(text).rejects.toThrow("enough");
  }
});

test("a signal that has aborted before sends nothing", async () => {
  await using own = await openSession();
  const before = site.truth().totals.requests;
  const sent = own.send(site.url, { signal: AbortSignal.abort() });
  await expect(sent).rejects.toMatchObject({ name: "AbortError" });
  expect(site.truth().totals.requests).toBe(before);
});
