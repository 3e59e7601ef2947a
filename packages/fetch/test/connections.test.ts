import { createFakeClock } from "@sessionary/core/testing";
import { createTestSite } from "@sessionary/testkit";
import { expect, test } from "vitest";
import { openSession } from "./support/drive.ts";
import { serve } from "./support/server.ts";

const endless = "x".repeat(4_000_000);

test("a session without a request has no connection, and closes", async () => {
  const own = await openSession();
  await expect(own.adapter.close(own.session)).resolves.toBeUndefined();
});

test("a session keeps its connection from one request to the next", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  await using own = await openSession();
  for (let i = 0; i < 5; i += 1) await (await own.send(server.origin)).text();
  expect(server.connections).toBeLessThanOrEqual(2);
});

test("two sessions share no connection", async () => {
  await using server = await serve(
    (request, response) => void response.end(String(request.socket.remotePort)),
  );
  await using one = await openSession();
  await using two = await openSession();
  const ports = [
    await (await one.send(server.origin)).text(),
    await (await two.send(server.origin)).text(),
  ];
  expect(new Set(ports).size).toBe(2);
});

test("closing a session closes what is idle", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  const own = await openSession();
  await (await own.send(server.origin)).text();
  await own.adapter.close(own.session);
  await expect(server.whenIdle()).resolves.toBeUndefined();
});

test("closing a session neither waits for a response that is read, nor cuts it", async () => {
  await using site = await createTestSite();
  const own = await openSession();
  const response = await own.send(`${site.origin}/stream`);
  await own.adapter.close(own.session);
  site.release();
  expect(await response.text()).toBe("first half, second half");
});

test("what is read when the time is over is cut, and no timer is left", async () => {
  await using server = await serve((_, response) => void response.end(endless));
  const clock = createFakeClock();
  const own = await openSession({ pool: { clock } });
  const response = await own.send(server.origin);
  await own.adapter.close(own.session);
  own.adapter.cutAfter(1_000);
  expect([clock.pending, clock.pendingRef]).toEqual([1, 0]);
  await clock.advance(1_000);
  await expect(response.arrayBuffer()).rejects.toThrow(TypeError);
  await server.whenIdle();
  expect(clock.pending).toBe(0);
});

test("the timer goes with the last response", async () => {
  await using site = await createTestSite();
  const clock = createFakeClock();
  const own = await openSession({ pool: { clock } });
  const response = await own.send(`${site.origin}/stream`);
  const closed = new Promise<void>((resolve) => site.on("answer", () => resolve()));
  await own.adapter.close(own.session);
  own.adapter.cutAfter(1_000);
  site.release();
  await response.text();
  await closed;
  await expect.poll(() => clock.pending).toBe(0);
});

test("a discarded response frees its connection", async () => {
  await using server = await serve((_, response) => void response.end(endless));
  await using own = await openSession();
  own.adapter.discard(await own.send(server.origin));
  await expect(server.whenIdle()).resolves.toBeUndefined();
});

test("discarding what was read or is being read does no harm", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  await using own = await openSession();
  const read = await own.send(server.origin);
  await read.text();
  own.adapter.discard(read);
  const reading = await own.send(server.origin);
  const text = reading.text();
  own.adapter.discard(reading);
  expect(await text).toBe("ok");
});
