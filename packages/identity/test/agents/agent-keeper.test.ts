import { createFakeClock } from "@sessionary/testkit";
import { expect, test } from "vitest";
import { AgentKeeper } from "../../src/agents/index.ts";
import { createHttpIdentity } from "../../src/index.ts";
import { begin, send } from "./support/send.ts";
import { serve } from "./support/server.ts";

const clock = {
  now: Date.now,
  setTimeout,
  clearTimeout: (handle: unknown) => clearTimeout(handle as number),
};

test("a session has agents of its own, other options other ones", async () => {
  const keeper = new AgentKeeper({ connectTimeoutMs: 1_000, clock });
  const [one, two] = [createHttpIdentity(), createHttpIdentity()];
  const options = { maxSockets: 1 };
  expect(keeper.of(one)).toBe(keeper.of(one));
  expect(keeper.of(one)).not.toBe(keeper.of(two));
  expect(keeper.of(one, options)).toBe(keeper.of(one, options));
  expect(keeper.of(one, options)).not.toBe(keeper.of(one));
  expect(keeper.of(one, options).http.maxSockets).toBe(1);
  await Promise.all([keeper.close(one), keeper.close(two)]);
});

test("options made for every request do not pile up", async () => {
  await using server = await serve((_, response) => void response.end("ok"));
  const keeper = new AgentKeeper({ connectTimeoutMs: 1_000, clock });
  const identity = createHttpIdentity();
  for (let i = 0; i < 20; i += 1) await send(keeper.of(identity, {}), server.origin);
  await expect.poll(() => server.open).toBeLessThanOrEqual(8);
  await keeper.close(identity);
  await server.whenIdle();
});

test("closing a session without a request, or twice, does nothing", async () => {
  const keeper = new AgentKeeper({ connectTimeoutMs: 1_000, clock });
  const identity = createHttpIdentity();
  await keeper.close(identity);
  keeper.of(identity);
  await keeper.close(identity);
  await expect(keeper.close(identity)).resolves.toBeUndefined();
});

test("closing a session neither waits for a response that is read, nor cuts it", async () => {
  let finish = (): void => undefined;
  await using server = await serve((_, response) => {
    response.write("first half, ");
    finish = () => void response.end("second half");
  });
  const keeper = new AgentKeeper({ connectTimeoutMs: 1_000, clock });
  const identity = createHttpIdentity();
  const { request, answer } = begin(keeper.of(identity), server.origin);
  await new Promise((resolve) => request.once("response", resolve));
  await keeper.close(identity);
  finish();
  expect((await answer).text).toBe("first half, second half");
  await server.whenIdle();
});

test("what is read when the time is over is cut, and no timer is left", async () => {
  const fake = createFakeClock();
  await using server = await serve((_, response) => void response.write("first half, "));
  const keeper = new AgentKeeper({ connectTimeoutMs: 1_000, clock: fake });
  const identity = createHttpIdentity();
  const { request, answer } = begin(keeper.of(identity), server.origin);
  await new Promise((resolve) => request.once("response", resolve));
  await keeper.close(identity);
  keeper.cutAfter(5_000);
  keeper.cutAfter(1_000);
  keeper.cutAfter(3_000);
  expect([fake.pending, fake.pendingRef]).toEqual([1, 0]);
  await fake.advance(1_000);
  await expect(answer).rejects.toMatchObject({ code: "ECONNRESET" });
  await server.whenIdle();
  expect(fake.pending).toBe(0);
});
