import type { Session, SessionOptions } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import axios, {
  type AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  type CreateAxiosDefaults,
  type InternalAxiosRequestConfig,
} from "axios";
import { expect, expectTypeOf, test } from "vitest";
import { withSessions } from "../src/index.ts";

test("session is an option of every request and of an instance", () => {
  expectTypeOf<AxiosRequestConfig["session"]>().toEqualTypeOf<SessionOptions | undefined>();
  expectTypeOf<AxiosRequestConfig<string, object>["session"]>().toEqualTypeOf<
    SessionOptions | undefined
  >();
  expectTypeOf<InternalAxiosRequestConfig["session"]>().toEqualTypeOf<SessionOptions | undefined>();
  expectTypeOf<CreateAxiosDefaults["session"]>().toEqualTypeOf<SessionOptions | undefined>();
  // @ts-expect-error a key is a string
  const wrong: AxiosRequestConfig = { session: { key: 7 } };
  expect(wrong).toBeDefined();
});

test("responses and errors have one", () => {
  expectTypeOf<AxiosResponse<number>["session"]>().toEqualTypeOf<
    Session<HttpIdentity> | undefined
  >();
  expectTypeOf<AxiosError["session"]>().toEqualTypeOf<Session<HttpIdentity> | undefined>();
});

test("the instance stays what it is, and has sessions", () => {
  const instance = axios.create();
  const http = withSessions(instance);
  expectTypeOf(http).toExtend<AxiosInstance>();
  expectTypeOf<(typeof http)["get"]>().toEqualTypeOf<AxiosInstance["get"]>();
  expectTypeOf(http.sessions.stats().bypassed).toEqualTypeOf<number>();
  expect(http).toBe(instance);
});

test("what init returns is known to be in the state", () => {
  withSessions(axios.create(), {
    init: async ({ send, state, slot }) => {
      expectTypeOf(state).toEqualTypeOf<HttpIdentity>();
      const response = await send({ url: "/token" });
      expectTypeOf(response).toEqualTypeOf<AxiosResponse>();
      return { token: String(response.data), slot };
    },
    prepare: (request, session) => {
      expectTypeOf(request).toEqualTypeOf<InternalAxiosRequestConfig>();
      expectTypeOf(session.state.token).toEqualTypeOf<string>();
      request.headers.set("x-token", session.state.token);
      return request;
    },
    check: ({ session, response, request }) => {
      expectTypeOf(session).toExtend<Session<HttpIdentity & { token: string }>>();
      expectTypeOf(response).toEqualTypeOf<AxiosResponse>();
      expectTypeOf(request).toEqualTypeOf<InternalAxiosRequestConfig>();
      return true;
    },
  });
});

test("init may be a request", () => {
  withSessions(axios.create(), {
    init: { url: "/location", method: "post", data: { zip: "04662" } },
  });
  // @ts-expect-error a request is an object
  expect(() => withSessions(axios.create(), { init: "/location" })).toThrow("`init`");
});
