import { createSessionClient, type SessionAdapter } from "@sessionary/core";
import { createSessionFetch, type SessionRequest } from "@sessionary/fetch";
import { withSessions } from "@sessionary/axios";
import type { HttpIdentity } from "@sessionary/identity";
import axios, { type AxiosResponse } from "axios";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, expectTypeOf, test } from "vitest";
import { inBrowser, withIdentity } from "../../src/index.ts";

const launch = (): Promise<Browser> => Promise.reject(new Error("no test of types launches one"));

test("a script has a page, and all that an init of fetch has", () => {
  createSessionFetch({
    init: inBrowser(launch, async ({ page, context, send, check, state, slot, request }) => {
      expectTypeOf(page).toEqualTypeOf<Page>();
      expectTypeOf(context).toEqualTypeOf<BrowserContext>();
      expectTypeOf(state).toEqualTypeOf<HttpIdentity>();
      expectTypeOf(slot).toEqualTypeOf<number>();
      expectTypeOf(request).toEqualTypeOf<SessionRequest | undefined>();
      const response = await send("https://shop.example/", { method: "POST" });
      expectTypeOf(response).toEqualTypeOf<Response>();
      expectTypeOf(await check(response)).toEqualTypeOf<boolean>();
    }),
  });
  createSessionFetch({ init: inBrowser(launch, () => false) });
  createSessionFetch({ profiles: [{ match: "*", init: inBrowser(launch, () => undefined) }] });
  // @ts-expect-error a browser comes first
  expect(() => inBrowser(() => undefined)).toThrow("`script`");
});

test("and all that an init of axios has", () => {
  withSessions(axios.create(), {
    init: inBrowser(launch, async ({ page, send, check, state }) => {
      expectTypeOf(page).toEqualTypeOf<Page>();
      expectTypeOf(state).toEqualTypeOf<HttpIdentity>();
      const response = await send({ url: "https://shop.example/" });
      expectTypeOf(response).toEqualTypeOf<AxiosResponse>();
      await check(response);
    }),
  });
  withSessions(axios.create(), { init: inBrowser(launch, () => ({ csrf: "1" })) });
});

test("what a script returns is known to be in the state, once the fetch says so", () => {
  createSessionFetch<{ csrf: string }>({
    init: inBrowser(launch, async ({ page }) =>
      page.url() === "" ? false : { csrf: await page.title() },
    ),
    prepare: (request, session) => {
      expectTypeOf(session.state.csrf).toEqualTypeOf<string>();
      return request;
    },
  });
  createSessionFetch<{ csrf: string }>({
    // @ts-expect-error another one was promised
    init: inBrowser(launch, () => ({ token: "1" })),
  });
});

test("any adapter whose state is an identity takes it", () => {
  const adapter: SessionAdapter<HttpIdentity, { url: string }, Response> = {
    name: "own",
    open: () => Promise.reject(new Error("never")),
    send: () => Promise.reject(new Error("never")),
    read: () => ({ status: 200 }) as never,
    url: ({ url }) => url,
  };
  createSessionClient(adapter, {
    init: inBrowser(launch, async ({ send, check }) => {
      expectTypeOf(send).toEqualTypeOf<(request: { url: string }) => Promise<Response>>();
      await check(await send({ url: "https://shop.example/" }));
    }),
  });
});

test("the result of a task is that of withIdentity", () => {
  const fetch = createSessionFetch();
  const total = (): Promise<number> =>
    fetch.sessions.use(
      ({ session, signal }) =>
        withIdentity(launch, session.state, async ({ page }) => Number(await page.title()), {
          signal,
        }),
      { request: "https://shop.example/" },
    );
  expectTypeOf(total).returns.resolves.toEqualTypeOf<number>();
});
