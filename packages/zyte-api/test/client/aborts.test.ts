import { getEventListeners } from "node:events";
import { createFakeClock, type FakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";
import { createZyteClient, type ZyteClient, type ZyteClientOptions } from "../../src/index.ts";
import { until } from "../support/until.ts";
import { holding, type HoldingServer } from "../support/holding.ts";

const QUERY = { url: "https://a.example/" } as const;

interface Lab extends AsyncDisposable {
  readonly server: HoldingServer;
  readonly zyte: ZyteClient;
  readonly clock: FakeClock;
}

async function lab(options: ZyteClientOptions = {}): Promise<Lab> {
  const clock = createFakeClock();
  const server = await holding();
  const zyte = createZyteClient({
    apiKey: "KEY",
    baseUrl: server.origin,
    concurrency: 1,
    clock,
    random: () => 0,
    ...options,
  });
  const dispose = async (): Promise<void> => {
    await zyte.close({ drainTimeoutMs: 0 });
    expect(clock.pending).toBe(0);
    await server[Symbol.asyncDispose]();
  };
  return { server, zyte, clock, [Symbol.asyncDispose]: dispose };
}

test("a query is given up in flight, and its request with it", async () => {
  await using made = await lab();
  const { server, zyte, clock } = made;
  const controller = new AbortController();
  const extract = zyte.extract(QUERY, { signal: controller.signal });
  const { gone } = await server.next();
  controller.abort(new Error("enough"));
  await expect(extract).rejects.toThrow("enough");
  await gone;
  expect(clock.pending).toBe(0);
  expect(zyte.stats()).toMatchObject({ aborted: 1, failed: 0, errors: 0, running: 0, attempts: 1 });
});

test("a query is given up in the queue, and the next one moves up", async () => {
  await using made = await lab();
  const { server, zyte } = made;
  const controller = new AbortController();
  const first = zyte.extract(QUERY);
  const second = zyte.extract(QUERY, { signal: controller.signal });
  const third = zyte.extract({ url: "https://a.example/third" });
  const held = await server.next();
  controller.abort(new Error("enough"));
  await expect(second).rejects.toThrow("enough");
  expect(zyte.stats()).toMatchObject({ queued: 1, running: 1 });
  held.answer();
  const next = await server.next();
  expect(next.url).toBe("https://a.example/third");
  next.answer();
  await Promise.all([first, third]);
});

test("a query is given up while it rests, and its timer with it", async () => {
  await using made = await lab();
  const { server, zyte, clock } = made;
  const controller = new AbortController();
  const extract = zyte.extract(QUERY, { signal: controller.signal });
  (await server.next()).answer(429);
  await until(() => zyte.stats().resting === 1);
  expect(clock.nextInMs).toBe(20_000);
  controller.abort(new Error("enough"));
  await expect(extract).rejects.toThrow("enough");
  expect(clock.pending).toBe(0);
});

test("with a signal that has aborted nothing is sent", async () => {
  await using made = await lab();
  const { server, zyte } = made;
  const signal = AbortSignal.abort(new Error("never"));
  await expect(zyte.extract(QUERY, { signal })).rejects.toThrow("never");
  const aborted = await lab({ signal });
  await expect(aborted.zyte.extract(QUERY)).rejects.toThrow("never");
  expect(server.connections).toBe(0);
  await aborted[Symbol.asyncDispose]();
});

test("the client's signal gives up all its queries", async () => {
  const controller = new AbortController();
  await using made = await lab({ signal: controller.signal });
  const { server, zyte } = made;
  const queries = [zyte.extract(QUERY), zyte.extract(QUERY)];
  await server.next();
  controller.abort(new Error("enough"));
  const ends = await Promise.allSettled(queries);
  expect(ends.map((end) => "reason" in end && (end.reason as Error).message)).toEqual([
    "enough",
    "enough",
  ]);
  expect(zyte.stats().aborted).toBe(2);
});

test("many queries leave one listener in a signal they share, and no timer", async () => {
  await using made = await lab({ concurrency: 20 });
  const { server, zyte, clock } = made;
  const controller = new AbortController();
  const queries = Array.from({ length: 40 }, () =>
    zyte.extract(QUERY, { signal: controller.signal }),
  );
  for (let n = 0; n < 40; n++) (await server.next()).answer();
  await Promise.all(queries);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test("an attempt that takes too long is given up and counts as a failure of the network", async () => {
  await using made = await lab({ timeoutMs: 5_000 });
  const { server, zyte, clock } = made;
  const extract = zyte.extract(QUERY);
  const { gone } = await server.next();
  await clock.advance(5_000);
  await gone;
  await until(() => zyte.stats().resting === 1);
  expect(zyte.stats()).toMatchObject({ networkErrors: 1 });
  await clock.advance(3_000);
  (await server.next()).answer();
  expect(await extract).toEqual(QUERY);
});

test("close() refuses who waits, lets who is in flight finish, and takes nothing more", async () => {
  await using made = await lab();
  const { server, zyte } = made;
  const flying = zyte.extract(QUERY);
  const queued = zyte.extract(QUERY);
  const held = await server.next();
  const closing = zyte.close();
  await expect(queued).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  await expect(zyte.extract(QUERY)).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  held.answer();
  expect(await flying).toEqual(QUERY);
  await closing;
  await server.whenIdle();
  await zyte.close();
});

test("close() ends a rest at once, and what fails while closing is not tried again", async () => {
  await using made = await lab({ concurrency: 2 });
  const { server, zyte } = made;
  const resting = zyte.extract(QUERY);
  (await server.next()).answer(503);
  await until(() => zyte.stats().resting === 1);
  const flying = zyte.extract(QUERY);
  const held = await server.next();
  const closing = zyte.close();
  await expect(resting).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  held.answer(429);
  await expect(flying).rejects.toMatchObject({ status: 429 });
  await closing;
});

test("close() cuts what is in flight when its time is over", async () => {
  await using made = await lab();
  const { server, zyte, clock } = made;
  const flying = zyte.extract(QUERY);
  const { gone } = await server.next();
  const closing = zyte.close({ drainTimeoutMs: 1_000 });
  await clock.advance(1_000);
  await expect(flying).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  await gone;
  await closing;
  await server.whenIdle();
});
