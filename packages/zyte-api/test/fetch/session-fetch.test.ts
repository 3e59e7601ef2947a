import { bodyIncludes } from "@sessionary/core";
import { createSessionFetch } from "@sessionary/fetch";
import { createTestSite } from "@sessionary/testkit";
import { createZyteEmulator } from "@sessionary/testkit/zyte";
import { expect, test } from "vitest";
import { isZyteApiError, noRetryPolicy } from "../../src/index.ts";
import { createZyteFetch } from "../../src/fetch/index.ts";

test("sessions of fetch run over Zyte API: cookies of their own, init by request, checkers on reading, banned ones replaced", async () => {
  await using site = await createTestSite({ ban: { afterUses: 4 } });
  await using zyte = await createZyteEmulator({ site, isBan: () => false });
  const zyteFetch = createZyteFetch({
    apiKey: zyte.apiKey,
    baseUrl: zyte.url,
    fields: { cookieManagement: "discard" },
  });
  const fetch = createSessionFetch({
    fetch: zyteFetch,
    pool: { size: 2 },
    init: { url: "/api/location", method: "POST", body: new URLSearchParams({ zip: "04662" }) },
    check: bodyIncludes("04662"),
  });
  const texts = [];
  for (let n = 1; n <= 8; n++) {
    const response = await fetch(`http://shop.example/product/${n}`);
    expect(response).toMatchObject({ ok: true, url: `http://shop.example/product/${n}` });
    texts.push(await response.text());
  }
  expect(texts.every((text) => text.includes("04662"))).toBe(true);
  expect(fetch.sessions.stats()).toMatchObject({ use: { ok: 8 }, retired: { errors: 2 } });
  const { sessions } = site.truth();
  expect(sessions.length).toBe(fetch.sessions.stats().init.passed);
  await fetch.sessions.close();
  await zyteFetch.close();
});

test("redirects are followed hop by hop, and each hop's cookies are kept", async () => {
  await using zyte = await createZyteEmulator();
  const zyteFetch = createZyteFetch({ apiKey: zyte.apiKey, baseUrl: zyte.url });
  const fetch = createSessionFetch({ fetch: zyteFetch, pool: { size: 1 } });
  const response = await fetch("http://shop.example/redirect/2?to=/cookies");
  expect(response).toMatchObject({ redirected: true, url: "http://shop.example/cookies" });
  const text = await response.text();
  expect(text).toContain("hop-1");
  expect(text).toContain("hop-2");
  await fetch.sessions.close();
  await zyteFetch.close();
});

test("a ban of Zyte API can be blamed on the session", async () => {
  await using zyte = await createZyteEmulator();
  zyte.plan([520]);
  const zyteFetch = createZyteFetch({
    apiKey: zyte.apiKey,
    baseUrl: zyte.url,
    retryPolicy: noRetryPolicy,
  });
  const fetch = createSessionFetch({
    fetch: zyteFetch,
    pool: { size: 1 },
    classify: ({ error }) =>
      error instanceof Error && isZyteApiError(error.cause) && error.cause.status === 520
        ? "error"
        : undefined,
  });
  expect(await fetch("http://shop.example/")).toHaveProperty("ok", true);
  expect(fetch.sessions.stats()).toMatchObject({
    retired: { errors: 1 },
    use: { error: 1, ok: 1 },
  });
  await fetch.sessions.close();
  await zyteFetch.close();
});
