import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createZyteClient, noRetryPolicy, type ZyteRequest } from "../../src/index.ts";
import { answering } from "../support/answering.ts";
import { holding } from "../support/holding.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/server.ts";

const query = (n: number): ZyteRequest => ({ url: `https://a.example/${n}`, echoData: n });

function* endless(onEnd?: () => void): Generator<ZyteRequest> {
  try {
    for (let n = 0; ; n++) yield query(n);
  } finally {
    onEnd?.();
  }
}

test("outcomes come as they are done, each with its query, and one that fails stops no other", async () => {
  await using server = await holding();
  await using zyte = createZyteClient({
    apiKey: "KEY",
    baseUrl: server.origin,
    retryPolicy: noRetryPolicy,
  });
  const queries = [query(0), query(1), query(2)];
  const outcomes = zyte.iterate(queries);
  const first = outcomes.next();
  const held = new Map<string, { answer(status?: number): void }>();
  while (held.size < 3) {
    const one = await server.next();
    held.set(one.url, one);
  }
  held.get("https://a.example/2")?.answer();
  expect((await first).value).toEqual({
    query: queries[2],
    index: 2,
    response: { url: "https://a.example/2" },
  });
  held.get("https://a.example/0")?.answer(520);
  expect((await outcomes.next()).value).toMatchObject({
    query: queries[0],
    index: 0,
    error: { status: 520 },
  });
  held.get("https://a.example/1")?.answer();
  expect((await outcomes.next()).value).toMatchObject({ index: 1 });
  expect(await outcomes.next()).toEqual({ done: true, value: undefined });
});

test("no more is taken from the input than may be pending, however slow the reader is", async () => {
  await using server = await answering(200);
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin, concurrency: 2 });
  let taken = 0;
  const input = function* (): Generator<ZyteRequest> {
    for (const one of endless()) {
      taken += 1;
      yield one;
    }
  };
  let seen = 0;
  for await (const { response } of zyte.iterate(input(), { maxPending: 5 })) {
    expect(response).toBeDefined();
    seen += 1;
    // Long enough for everything pending to be done.
    await until(() => zyte.stats().running + zyte.stats().queued === 0);
    expect(taken).toBeLessThanOrEqual(seen + 5);
    if (seen === 30) break;
  }
});

test("leaving the loop aborts what is under way and ends the input", async () => {
  await using server = await holding();
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  let ended = false;
  const input = endless(() => (ended = true));
  const outcomes = zyte.iterate(input, { maxPending: 3 });
  const first = outcomes.next();
  const held = [await server.next(), await server.next(), await server.next()];
  held[0]?.answer();
  expect(await first).toMatchObject({ done: false });
  await outcomes.return();
  await Promise.all(held.map(({ gone }) => gone));
  expect(ended).toBe(true);
  await until(() => zyte.stats().running === 0);
  expect(zyte.stats()).toMatchObject({ queued: 0, succeeded: 1 });
});

test("a signal ends the iteration with its reason, even while it waits", async () => {
  await using server = await holding();
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  const controller = new AbortController();
  const outcomes = zyte.iterate([query(0)], { signal: controller.signal });
  const next = outcomes.next();
  const { gone } = await server.next();
  controller.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
  await gone;
  const never = zyte.iterate([query(0)], { signal: controller.signal });
  await expect(never.next()).rejects.toThrow("enough");
});

test("an input that is stuck does not hold up an abort", async () => {
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: "http://127.0.0.1:9/" });
  const controller = new AbortController();
  const stuck: AsyncIterable<ZyteRequest> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  };
  const next = zyte.iterate(stuck, { signal: controller.signal }).next();
  controller.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
});

test("what the input throws is thrown when the queries before it are done", async () => {
  await using server = await answering(200);
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  const broken = async function* (): AsyncGenerator<ZyteRequest> {
    yield query(0);
    throw new Error("line 2 is no JSON");
  };
  const outcomes = zyte.iterate(broken());
  expect(await outcomes.next()).toMatchObject({ value: { index: 0, response: {} } });
  await expect(outcomes.next()).rejects.toThrow("line 2 is no JSON");
});

test("what was done before an abort is handed over", async () => {
  await using server = await answering(200, { status: 429 });
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin, concurrency: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  const outcomes = zyte.iterate([query(0), query(1)], { signal });
  const first = outcomes.next();
  await until(() => zyte.stats().resting === 1);
  expect(await first).toMatchObject({ value: { index: 0 } });
  controller.abort(new Error("enough"));
  await expect(outcomes.next()).rejects.toThrow("enough");

  const late = new AbortController();
  const done = createZyteClient({
    apiKey: "KEY",
    fetch: async () => Response.json({ url: "https://a.example/" }),
  }).iterate([query(0), query(1)], { signal: late.signal });
  await done.next();
  await turn();
  late.abort(new Error("enough"));
  expect(await done.next()).toMatchObject({ value: { response: { url: "https://a.example/" } } });
  await expect(done.next()).rejects.toThrow("enough");
});

test("a query that cannot be sent is an outcome of its own", async () => {
  await using server = await answering(200);
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  const outcomes = [];
  for await (const outcome of zyte.iterate([{} as ZyteRequest, query(1)])) outcomes.push(outcome);
  expect(outcomes.sort((a, b) => a.index - b.index)).toMatchObject([
    { index: 0, error: { code: "ERR_INVALID_OPTION" } },
    { index: 1, response: { url: "https://a.example/" } },
  ]);
});

test("nothing is read from the input before the first outcome is asked for", async () => {
  await using zyte = createZyteClient({ apiKey: "KEY" });
  let read = 0;
  const input = function* (): Generator<ZyteRequest> {
    read += 1;
    yield query(0);
  };
  zyte.iterate(input());
  await turn();
  expect(read).toBe(0);
});

test.each([[undefined], ["https://a.example/"], [{ url: "https://a.example/" }]])(
  "what is no list of queries is refused: %j",
  async (queries) => {
    await using zyte = createZyteClient({ apiKey: "k" });
    await expect(zyte.iterate(queries as never).next()).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining("expected `queries` to be an iterable") as string,
    });
  },
);

test("options that cannot be used are refused", async () => {
  await using zyte = createZyteClient({ apiKey: "KEY" });
  await expect(zyte.iterate([], { maxPending: 0 }).next()).rejects.toThrow("`maxPending`");
  expect(await zyte.iterate([]).next()).toEqual({ done: true, value: undefined });
});

test("a thousand queries are all answered, over no more connections than there may be", async () => {
  const open = new Set<unknown>();
  let most = 0;
  await using server = await serve((request, response) => {
    open.add(response);
    most = Math.max(most, open.size);
    request.resume().on("end", () => {
      open.delete(response);
      response.end('{"url":"https://a.example/"}');
    });
  });
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin, concurrency: 8 });
  const indexes = new Set<number>();
  const queries = Array.from({ length: 1000 }, (_, n) => query(n));
  for await (const { index } of zyte.iterate(queries)) indexes.add(index);
  expect(indexes.size).toBe(1000);
  expect(most).toBeLessThanOrEqual(8);
  expect(server.connections).toBeLessThanOrEqual(8);
});
