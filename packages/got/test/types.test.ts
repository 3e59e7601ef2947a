import type { Session, SessionClient } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import { got, Options, type Got, type Response } from "got";
import { expect, expectTypeOf, test } from "vitest";
import { createSessionGot, type SessionGotOptions } from "../src/index.ts";

test("a session got can stand wherever got does", () => {
  const client = createSessionGot(got);
  expectTypeOf(client).toExtend<Got>();
  const asGot: Got = client;
  expect(asGot).toBe(client);
});

test("what an instance was made for is still known of it", () => {
  const json = createSessionGot(got.extend({ responseType: "json", resolveBodyOnly: true }));
  expectTypeOf<Awaited<ReturnType<typeof json<{ price: number }>>>>().not.toBeAny();
  expectTypeOf(json.sessions).toExtend<SessionClient<HttpIdentity, Options, Response>>();
  const extended = json.extend({ retry: { limit: 0 } });
  expectTypeOf(extended.sessions).toEqualTypeOf(json.sessions);
  expect(extended.sessions).toBe(json.sessions);
});

test("what init returns is known to be in the state", () => {
  const client = createSessionGot(got, {
    init: async ({ send, state, slot }) => {
      expectTypeOf(state).toEqualTypeOf<HttpIdentity>();
      const response = await send(new Options("https://shop.example/token"));
      return { token: response.rawBody.toString(), slot };
    },
    prepare: (request, session) => {
      expectTypeOf(request).toEqualTypeOf<Options>();
      expectTypeOf(session.state.token).toEqualTypeOf<string>();
      return new Options(undefined, { headers: { "x-token": session.state.token } }, request);
    },
    check: ({ session, response }) => {
      expectTypeOf(session).toExtend<Session<HttpIdentity & { token: string }>>();
      expectTypeOf(response).toEqualTypeOf<Response>();
      return true;
    },
  });
  expectTypeOf(client.sessions.pool("a")?.get("b")?.state.slot).toEqualTypeOf<number | undefined>();
  expect(client.sessions.pools()).toEqual([]);
});

test("the options are those of every adapter", () => {
  expectTypeOf<{
    pool: { size: 4 };
    proxies: ["http://proxy-1:8000"];
  }>().toExtend<SessionGotOptions>();
  expectTypeOf<{ pool: { size: "4" } }>().not.toExtend<SessionGotOptions>();
  // @ts-expect-error a request is an instance of got's Options
  expect(() => createSessionGot(got, { init: "https://shop.example/" })).toThrow("`init`");
});
