import { expect, expectTypeOf, test } from "vitest";
import {
  createZyteClient,
  type Action,
  type ZyteClient,
  type ZyteOutcome,
  type ZyteRequest,
  type ZyteResponse,
} from "../src/index.ts";

test("a query has the fields of the service, and no others", () => {
  const query: ZyteRequest = {
    url: "https://a.example/",
    browserHtml: true,
    actions: [
      { action: "setLocation", address: { postalCode: "04662", addressCountry: "US" } },
      { action: "click", selector: { type: "css", value: "#go" }, onError: "continue" },
      { action: "scrollTo", selector: { type: "xpath", value: "//h2" } },
      { action: "waitForTimeout", timeout: 1 },
    ],
    sessionContext: [{ name: "zip", value: "04662" }],
    sessionContextParameters: { actions: [{ action: "goto", url: "https://a.example/zip" }] },
    networkCapture: [
      { filterType: "url", value: "/api/", matchType: "contains", httpResponseBody: true },
      { filterType: "resourceType", resourceType: "xhr" },
    ],
    echoData: { page: 1 },
    tags: { team: "a", none: null },
    customAttributes: null,
  };
  expect(query.url).toBe("https://a.example/");
  // @ts-expect-error a query has a URL
  expectTypeOf({ browserHtml: true }).toExtend<ZyteRequest>();
  const typo: ZyteRequest = {
    url: "https://a.example/",
    // @ts-expect-error it is `sessionContextParameters`
    sessionContextParams: {},
  };
  expect(typo).toBeDefined();
  // @ts-expect-error a click needs an element
  const click: Action = { action: "click" };
  expect(click).toBeDefined();
  const scroll: Action = {
    action: "scrollTo",
    top: 10,
    // @ts-expect-error to a position, or to an element
    selector: { type: "css", value: "h1" },
  };
  expect(scroll).toBeDefined();
});

test("a response has what was asked for, or undefined", () => {
  expectTypeOf<ZyteResponse["url"]>().toEqualTypeOf<string>();
  expectTypeOf<ZyteResponse["browserHtml"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<NonNullable<ZyteResponse["product"]>["price"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<ZyteResponse["bodyBytes"]>().toEqualTypeOf<Uint8Array | undefined>();
});

test("iterate keeps what a query is more than a query", async () => {
  await using zyte = createZyteClient({ apiKey: "KEY" });
  expectTypeOf(zyte).toEqualTypeOf<ZyteClient>();
  const queries = [{ url: "https://a.example/", browserHtml: true, row: 7 } as const];
  for await (const outcome of zyte.iterate(queries.slice(1))) {
    expectTypeOf(outcome.query.row).toEqualTypeOf<7>();
    if (outcome.response === undefined) expectTypeOf(outcome.error).toEqualTypeOf<unknown>();
    else expectTypeOf(outcome).toExtend<ZyteOutcome>();
  }
  expect(zyte.stats().attempts).toBe(0);
});
