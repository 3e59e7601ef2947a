import type { Session, SessionClient } from "@sessionary/core";
import type { CookieJar } from "@sessionary/identity";
import { describe, expectTypeOf, it } from "vitest";
import {
  createSessionContext,
  createZyteSessions,
  type ZyteClient,
  type ZyteRequest,
  type ZyteResponse,
  type ZyteSessions,
  type ZyteSessionsOptions,
} from "../../src/index.ts";

describe("the types of sessions", () => {
  it("what a chain returns is known in `prepare`", () => {
    type Options = ZyteSessionsOptions<{ csrf: string }>;
    const options: Options = {
      init: async ({ send, check, state }) => {
        expectTypeOf(state.cookies).toEqualTypeOf<CookieJar>();
        const response = await send({ browserHtml: true });
        expectTypeOf(response).toEqualTypeOf<ZyteResponse>();
        return (await check(response)) && { csrf: "token" };
      },
      prepare: (request, { state }) => {
        expectTypeOf(state.csrf).toEqualTypeOf<string>();
        return { ...request, jobId: state.csrf };
      },
    };
    expectTypeOf(createZyteSessions<{ csrf: string }>).toBeCallableWith(options);
  });

  it("a checker sees a query, its response and its location", () => {
    const options: ZyteSessionsOptions = {
      check: ({ request, response, location, phase }) => {
        expectTypeOf(request).toEqualTypeOf<ZyteRequest>();
        expectTypeOf(response).toEqualTypeOf<ZyteResponse>();
        expectTypeOf(phase).toEqualTypeOf<"init" | "use">();
        return location?.postalCode !== undefined;
      },
    };
    expectTypeOf(options).toExtend<ZyteSessionsOptions>();
  });

  it("sessions are a client of the engine that takes queries", () => {
    type Engine = Omit<
      SessionClient<never, ZyteRequest, ZyteResponse>,
      "send" | "use" | "open" | "pool" | "pools"
    >;
    expectTypeOf<ZyteSessions>().toExtend<Engine>();
    expectTypeOf<ZyteSessions["extract"]>().parameter(0).toEqualTypeOf<ZyteRequest>();
    expectTypeOf<ZyteSessions["sessionOf"]>().returns.toExtend<Session | undefined>();
  });

  it("a client of one's own may be any that extracts and closes", () => {
    expectTypeOf<ZyteClient>().toExtend<NonNullable<ZyteSessionsOptions["client"]>>();
  });

  it("a context is part of a query", () => {
    expectTypeOf(createSessionContext({ zip: "1" })).toExtend<Partial<ZyteRequest>>();
    // @ts-expect-error -- values are texts
    void (() => createSessionContext({ zip: 1 }));
  });
});
