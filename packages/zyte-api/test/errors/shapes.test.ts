import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import {
  ZyteApiError,
  ZyteNetworkError,
  createZyteClient,
  isZyteApiError,
  noRetryPolicy,
} from "../../src/index.ts";
import { answering, type Scripted } from "../support/answering.ts";

async function errorFrom(baseUrl: string, timeoutMs?: number): Promise<unknown> {
  await using zyte = createZyteClient({
    apiKey: "KEY",
    baseUrl,
    timeoutMs,
    retryPolicy: noRetryPolicy,
  });
  return await zyte.extract({ url: "https://a.example/", browserHtml: true }).then(
    (response) => expect.fail(JSON.stringify(response)),
    (error: unknown) => error,
  );
}

async function apiError(script: Scripted): Promise<ZyteApiError> {
  await using server = await answering(script);
  const error = await errorFrom(server.origin);
  if (!isZyteApiError(error)) throw error;
  return error;
}

const json = { "content-type": "application/problem+json", "request-id": "abcd1234" };

test("a problem has status, type, title, detail, request id and body", async () => {
  const body = {
    type: "/download/domain-forbidden",
    title: "Domain Forbidden",
    status: 451,
    detail: "Extraction for the domain is forbidden.",
    blockedDomain: "a.example",
  };
  const error = await apiError({ status: 451, headers: json, body: JSON.stringify(body) });
  expect(error).toBeInstanceOf(ZyteApiError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "ZyteApiError",
    code: "ERR_ZYTE_API",
    message:
      "Zyte API answered 451 Domain Forbidden (/download/domain-forbidden) [request abcd1234]: Extraction for the domain is forbidden.",
    status: 451,
    type: body.type,
    title: body.title,
    detail: body.detail,
    requestId: "abcd1234",
    contentType: "application/problem+json",
    body,
    bodyProblem: undefined,
    retryAfterMs: undefined,
  });
  expect(isZyteApiError(error, "/download/domain-forbidden")).toBe(true);
  expect(isZyteApiError(error, "/download/temporary-error")).toBe(false);
  expect(isZyteApiError(new Error("status"))).toBe(false);
});

test.each<[string, Scripted, object]>([
  ["no body", { status: 500, body: "" }, { bodyProblem: "empty", body: undefined }],
  [
    "plain text",
    { status: 500, headers: { "content-type": "text/plain" }, body: "gateway down" },
    { bodyProblem: "bad_json", text: "gateway down" },
  ],
  ["a JSON array", { status: 500, body: "[1]" }, { bodyProblem: "bad_format", body: [1] }],
  ["a JSON string", { status: 500, body: '"no"' }, { bodyProblem: "bad_format", body: "no" }],
  ["truncated JSON", { status: 520, body: '{"type": "/down' }, { bodyProblem: "bad_json" }],
  ["an object that says nothing", { status: 418, body: "{}" }, { body: {}, type: undefined }],
  [
    "a problem under another content type",
    {
      status: 520,
      headers: { "content-type": "text/html" },
      body: '{"type":"/download/temporary-error"}',
    },
    { type: "/download/temporary-error" },
  ],
  [
    "a problem whose fields are no strings",
    { status: 400, body: '{"type":1,"title":{},"detail":[]}' },
    { type: undefined, title: undefined, detail: undefined },
  ],
  ["a result that is empty", { status: 200, body: "" }, { status: 200, bodyProblem: "empty" }],
  ["a result that is an array", { status: 200, body: "[]" }, { bodyProblem: "bad_format" }],
  ["a result that is truncated", { status: 200, body: '{"url":' }, { bodyProblem: "bad_json" }],
  [
    "a page of something on the way",
    { status: 200, headers: { "content-type": "text/html" }, body: "<p>Log in</p>" },
    { status: 200, bodyProblem: "bad_json", contentType: "text/html" },
  ],
  ["a redirect", { status: 302, headers: { location: "/elsewhere" }, body: "" }, { status: 302 }],
  [
    "a price",
    { status: 402, body: '{"x402Version":1,"error":"Payment required: 0.01 USDC"}' },
    { type: "/x402/payment-required" },
  ],
  [
    "a price in a whole sentence",
    { status: 402, body: '{"error":"There is something that has to be paid first: 1"}' },
    { type: undefined },
  ],
])("%s is an error with what is known", async (_, script, expected) => {
  const error = await apiError(script);
  expect(error).toMatchObject({ status: script.status, ...expected });
  expect(error.message).toContain(`Zyte API answered ${script.status}`);
});

test("messages say why a body says nothing", async () => {
  const messages = [];
  for (const body of ["", "<p>", "[]", "{}"]) {
    messages.push((await apiError({ status: 500, body })).message);
  }
  expect(messages).toEqual([
    "Zyte API answered 500 with an empty body",
    "Zyte API answered 500 with a body that is not JSON",
    "Zyte API answered 500 with JSON that is no object",
    "Zyte API answered 500 without saying why",
  ]);
});

test("a result under another content type is a result", async () => {
  await using server = await answering({
    status: 200,
    headers: { "content-type": "text/plain" },
    body: '{"url":"https://a.example/x"}',
  });
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  expect(await zyte.extract({ url: "https://a.example/", browserHtml: true })).toEqual({
    url: "https://a.example/x",
  });
});

test("a server that is not there, hangs up, or breaks off in the middle is a failure of the network", async () => {
  await using dropping = await answering({ status: 200, drop: true });
  await using short = await answering({
    status: 200,
    headers: { "content-length": "1000" },
    body: '{"url":',
  });
  short.server.on("request", ({ socket }, response) => {
    response.on("finish", () => socket.destroy());
  });
  const gone = await answering(200);
  await gone[Symbol.asyncDispose]();
  for (const { origin } of [dropping, short, gone]) {
    const error = await errorFrom(origin);
    expect(error).toBeInstanceOf(ZyteNetworkError);
    expect(error).toMatchObject({ name: "ZyteNetworkError", code: "ERR_ZYTE_NETWORK" });
    expect((error as Error).message).toMatch(/^no answer from 127\.0\.0\.1:\d+: \S/);
    expect((error as Error).cause).toBeInstanceOf(Error);
  }
});

test("a server that speaks no HTTP is a failure of the network", async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.end("220 mail.example\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await errorFrom(`http://127.0.0.1:${port}`)).toBeInstanceOf(ZyteNetworkError);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
