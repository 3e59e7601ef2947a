import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertReplayable, copyBody, isOneShot } from "../../src/request/body.ts";
import { openSession } from "../support/drive.ts";
import { echoOf } from "../support/echo.ts";

let site: TestSite;

beforeAll(async () => {
  site = await createTestSite();
});

afterAll(() => site.close());

const form = new FormData();
form.append("text", "1");
form.append("file", new File(["content"], "name.txt", { type: "text/plain" }));

const bytes = new TextEncoder().encode("-bytes-");

const replayable: readonly (readonly [string, NonNullable<RequestInit["body"]>, string])[] = [
  ["a string", "text", "text"],
  ["URLSearchParams", new URLSearchParams({ a: "1 2" }), "a=1+2"],
  ["a Blob", new Blob(["blob"]), "blob"],
  ["an ArrayBuffer", bytes.buffer.slice(0), "-bytes-"],
  ["a view of a part of a buffer", bytes.subarray(1, 6), "bytes"],
  ["a DataView", new DataView(bytes.buffer, 1, 5), "bytes"],
  ["FormData", form, "content"],
];

describe("sent again, as it was", () => {
  test.each(replayable)("%s", async (_, body, sent) => {
    await using own = await openSession();
    const request = await own.request(`${site.origin}/echo`, { method: "POST", body });
    const first = await echoOf(await own.send(request));
    const second = await echoOf(await own.send(own.adapter.replay(request)));
    expect(first.body).toContain(sent);
    // The boundary of a form is another one each time.
    if (!(body instanceof FormData)) expect(second.body).toBe(first.body);
    expect(second.body).toContain(sent);
    expect(second.headers["content-type"]?.split(";")[0]).toBe(
      first.headers["content-type"]?.split(";")[0],
    );
  });

  test("a Request", async () => {
    await using own = await openSession();
    const input = new Request(`${site.origin}/echo`, { method: "POST", body: form });
    const request = await own.request(input);
    const first = await echoOf(await own.send(request));
    const second = await echoOf(await own.send(own.adapter.replay(request)));
    expect(first.body).toContain("content");
    expect(second).toEqual(first);
  });
});

describe("sent once only", () => {
  const streams = {
    "a ReadableStream": () => new Blob(["stream"]).stream(),
    "an async iterable": async function* iterable(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode("stream");
    },
  };

  test.each(Object.entries(streams))("%s", async (_, make) => {
    await using own = await openSession();
    const init = { method: "POST", body: make() as unknown as string, duplex: "half" };
    const request = await own.request(`${site.origin}/echo`, init);
    expect((await echoOf(await own.send(request))).body).toBe("stream");
    expect(() => own.adapter.replay(request)).toThrow(
      expect.toSatisfy((error) => isSessionaryError(error, "ERR_BODY_NOT_REPLAYABLE")),
    );
  });

  test("the error says what to do, and not what was in it", () => {
    expect(() => assertReplayable(new Blob(["secret"]).stream(), "POST shop.example")).toThrow(
      "POST shop.example: its body is a stream, which can be sent once only; pass a string, a Blob or bytes to have it sent again",
    );
  });
});

describe("what the caller changes after the call is not sent", () => {
  test("bytes", () => {
    const mine = new Uint8Array([1, 2]);
    const copy = copyBody(mine);
    mine[0] = 9;
    expect(new Uint8Array(copy as ArrayBuffer)).toEqual(new Uint8Array([1, 2]));
  });

  test("parameters and forms", () => {
    const parameters = new URLSearchParams({ a: "1" });
    const mine = new FormData();
    mine.append("a", "1");
    const copies = [copyBody(parameters), copyBody(mine)] as readonly (
      | URLSearchParams
      | FormData
    )[];
    parameters.set("a", "2");
    mine.set("a", "2");
    expect(copies.map((copy) => copy.get("a"))).toEqual(["1", "1"]);
  });
});

test("what is no body is sent as the string fetch makes of it", () => {
  expect(copyBody({ toString: () => "object" })).toBe("object");
  expect(copyBody(12)).toBe("12");
  expect([copyBody(null), copyBody(undefined), copyBody("")]).toEqual([null, null, ""]);
  expect(isOneShot("")).toBe(false);
});
