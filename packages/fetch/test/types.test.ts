import type { JsonValue, Session, SessionClient } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import { expect, expectTypeOf, test } from "vitest";
import {
  createSessionFetch,
  type FetchState,
  type SessionFetch,
  type SessionRequest,
} from "../src/index.ts";

test("a session fetch can stand wherever the global one does", () => {
  const fetch = createSessionFetch();
  expectTypeOf(fetch).toExtend<typeof globalThis.fetch>();
  const asGlobal: typeof globalThis.fetch = fetch;
  expect(asGlobal).toBe(fetch);
});

test("session is an option of its second argument, and of no other fetch's", () => {
  type Init = NonNullable<Parameters<SessionFetch>[1]>;
  expectTypeOf<Init>().toHaveProperty("session");
  expectTypeOf<NonNullable<Init["session"]>["variant"]>().toEqualTypeOf<JsonValue | undefined>();
  expectTypeOf<RequestInit>().not.toHaveProperty("session");
});

test("sessions is the client, of identities", () => {
  const { sessions } = createSessionFetch();
  expectTypeOf(sessions).toExtend<SessionClient<FetchState, SessionRequest, Response>>();
});

test("what init returns is known to be in the state", () => {
  createSessionFetch({
    init: async ({ send, state, slot }) => {
      expectTypeOf(state).toEqualTypeOf<HttpIdentity>();
      const response = await send("/token");
      return { token: await response.text(), slot };
    },
    prepare: (request, session) => {
      expectTypeOf(request).toEqualTypeOf<SessionRequest>();
      expectTypeOf(session.state.token).toEqualTypeOf<string>();
      expectTypeOf(session.state.slot).toEqualTypeOf<number>();
      return { ...request, headers: { ...request.headers, "x-token": session.state.token } };
    },
    check: ({ session, response, request }) => {
      expectTypeOf(session).toExtend<Session<HttpIdentity & { token: string }>>();
      expectTypeOf(response).toEqualTypeOf<Response>();
      expectTypeOf(request.url).toEqualTypeOf<string>();
      return true;
    },
  });
});

test("init may be all that fetch takes, or one object", () => {
  createSessionFetch({ init: "https://shop.example/" });
  createSessionFetch({ init: new URL("https://shop.example/") });
  createSessionFetch({ init: new Request("https://shop.example/") });
  createSessionFetch({ init: { url: "/location", method: "POST", body: "zip=04662" } });
  createSessionFetch({ init: () => undefined });
  createSessionFetch({ init: async () => false });
  // @ts-expect-error a request has a URL
  expect(() => createSessionFetch({ init: { method: "POST" } })).toThrow("`init`");
});
