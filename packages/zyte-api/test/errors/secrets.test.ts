import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createZyteFetch } from "../../src/fetch/index.ts";
import { createZyteClient, createZyteSessions, noRetryPolicy } from "../../src/index.ts";
import { answering } from "../support/answering.ts";
import { serve } from "../support/server.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const TOKEN = Buffer.from(`${KEY}:`).toString("base64");

/** Everything that a program could print of a value. */
function allOf(value: unknown): string {
  const shown = inspect(value, { depth: Infinity, showHidden: true, getters: true });
  return `${shown} ${String(value)} ${JSON.stringify(value)} ${(value as Error).stack ?? ""}`;
}

function expectNoKey(...values: readonly unknown[]): void {
  for (const value of values) {
    const text = allOf(value);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(TOKEN);
  }
}

test("the key is in no error, even if the service repeats it, and in nothing that can be printed of a client", async () => {
  await using echo = await serve((request, response) => {
    const { authorization } = request.headers;
    expect(authorization).toBe(`Basic ${TOKEN}`);
    response.statusCode = 400;
    response.end(JSON.stringify({ title: authorization, detail: `user ${KEY}`, type: KEY }));
  });
  await using dropping = await answering({ status: 200, drop: true });
  for (const { origin } of [echo, dropping]) {
    const zyte = createZyteClient({ apiKey: KEY, baseUrl: origin, retryPolicy: noRetryPolicy });
    const failed = await zyte
      .extract({ url: "https://a.example/", browserHtml: true })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    await zyte.close();
    const closed = await zyte
      .extract({ url: "https://a.example/" })
      .catch((error: unknown) => error);
    expectNoKey(zyte, zyte.stats(), failed, closed);
  }
});

test("the key is in no error of a fetch of one's own, whatever that puts into its errors; what else it says is kept", async () => {
  class ClientError extends Error {
    readonly code = "E_CLIENT";
    readonly config: unknown;
    constructor(config: unknown) {
      super(`sent with ${KEY}`, { cause: new Error("no route", { cause: { config } }) });
      this.config = config;
    }
  }
  const zyte = createZyteClient({
    apiKey: KEY,
    retryPolicy: noRetryPolicy,
    fetch: (_, init) => Promise.reject(new ClientError({ ...init })),
  });
  const query = { url: "https://a.example/", browserHtml: true };
  const failed = await zyte.extract(query).catch((error: unknown) => error);
  expectNoKey(failed);
  expect(failed).toMatchObject({
    code: "ERR_ZYTE_NETWORK",
    cause: { code: "E_CLIENT", message: "sent with ***", cause: { message: "no route" } },
  });
});

test("the cause of a failure without the key is the error itself", async () => {
  const refused = new TypeError("fetch failed", { cause: new Error("refused") });
  const zyte = createZyteClient({
    apiKey: KEY,
    retryPolicy: noRetryPolicy,
    fetch: () => Promise.reject(refused),
  });
  const query = { url: "https://a.example/", browserHtml: true };
  const failed = await zyte.extract(query).catch((error: unknown) => error);
  expect((failed as Error).cause).toBe(refused);
});

test("the key is in no error about an option, a wrong key included", () => {
  const wrong: readonly object[] = [
    { apiKey: `${KEY}\n` },
    { apiKey: `${KEY}:` },
    { apiKey: [KEY] },
    { apiKey: KEY, concurrency: 0 },
    { apiKey: KEY, apikey: KEY },
    { apiKey: KEY, baseUrl: `http://${KEY}@a.example/` },
  ];
  for (const options of wrong) {
    try {
      createZyteClient(options);
      expect.fail("not refused");
    } catch (error) {
      expect(error).toMatchObject({ code: "ERR_INVALID_OPTION" });
      expectNoKey(error);
    }
  }
});

test.each<[string, (options: never) => unknown]>([
  ["createZyteClient", createZyteClient],
  ["createZyteSessions", createZyteSessions],
  ["createZyteFetch", createZyteFetch],
])("a key in the place of the options of %s is not shown", (name, create) => {
  const attempt = (): unknown => create(KEY as never);
  expect(attempt).toThrow(`${name}: expected \`options\` to be an object like { apiKey }`);
  try {
    attempt();
  } catch (error) {
    expectNoKey(error);
  }
});
