import { expect, test } from "vitest";
import { createSessionFetch } from "../src/index.ts";
import { bodyOf, serve } from "./support/server.ts";

test("a Request as the second argument counts with all its members, as with fetch", async () => {
  await using site = await serve(async (request, response) => {
    response.end(`${request.method} ${String(request.headers["x-own"])} ${await bodyOf(request)}`);
  });
  const fetch = createSessionFetch({ pool: { size: 1 } });
  const asInit = (): Request =>
    new Request("http://other.example/", { method: "POST", body: "hi", headers: { "x-own": "1" } });
  const bare = await (await globalThis.fetch(site.origin, asInit())).text();
  expect(bare).toBe("POST 1 hi");
  expect(await (await fetch(site.origin, asInit())).text()).toBe(bare);
  await fetch.sessions.close();
});

test("an abort ends a call that still reads the body of its Request", async () => {
  const fetch = createSessionFetch({ pool: { size: 1 } });
  const controller = new AbortController();
  const endless = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode("x")),
  });
  const init = { method: "POST", body: endless, signal: controller.signal, duplex: "half" };
  const request = new Request("http://127.0.0.1:8/", init);
  const called = fetch(request);
  controller.abort(new Error("enough"));
  await expect(called).rejects.toThrow("enough");
});

test("a redirect mode that is none is refused, as fetch does", async () => {
  await using site = await serve((_, response) => void response.end());
  const fetch = createSessionFetch({ pool: { size: 1 } });
  const init = { redirect: "bogus" as RequestRedirect };
  await expect(fetch(site.origin, init)).rejects.toThrow(TypeError);
  await fetch.sessions.close();
});

test("the caller's signal covers the body also when prepare made another request", async () => {
  await using site = await serve((_, response) => void response.write("start"));
  const fetch = createSessionFetch({
    pool: { size: 1 },
    prepare: ({ url }) => ({ url, headers: { "x-token": "1" } }),
  });
  const controller = new AbortController();
  const response = await fetch(site.origin, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(response.text()).rejects.toThrow(/enough|aborted/); // runtimes differ
  await fetch.sessions.close();
});

test("members of an init that are getters of its class count, as with fetch", async () => {
  await using site = await serve((request, response) => void response.end(request.method));
  const fetch = createSessionFetch({ pool: { size: 1 } });
  class Init {
    readonly session = { retries: 0 };
    get method(): string {
      return "DELETE";
    }
  }
  expect(await (await fetch(site.origin, new Init())).text()).toBe("DELETE");
  await fetch.sessions.close();
});

test.each([true, 7, null, "cart"])(
  "a session of %j is refused, beside a signal too",
  async (session) => {
    const fetch = createSessionFetch({ fetch: async () => new Response() });
    const { signal } = new AbortController();
    for (const init of [{ session }, { session, signal }]) {
      const answer = fetch("http://shop.example/", init as never);
      await expect(answer).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    }
    await fetch.sessions.close();
  },
);
