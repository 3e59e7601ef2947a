import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";
import { createZyteClient, type ZyteClient, type ZyteClientOptions } from "../../src/index.ts";
import { holding, type HoldingServer } from "../support/holding.ts";

function clientOf(server: HoldingServer, options: ZyteClientOptions = {}): ZyteClient {
  return createZyteClient({ apiKey: "KEY", baseUrl: server.origin, ...options });
}

const query = (name: string | number): { url: string } => ({ url: `https://a.example/${name}` });

test("so many requests are in flight, the others in the order they came, higher priorities first", async () => {
  await using server = await holding();
  await using zyte = clientOf(server, { concurrency: 2 });
  const queries = [1, 2, 3, 4].map((name) => zyte.extract(query(name)));
  queries.push(zyte.extract(query("urgent"), { priority: 1 }));
  queries.push(zyte.extract(query("whenever"), { priority: -1 }));
  const order: string[] = [];
  const held = [await server.next(), await server.next()];
  expect(zyte.stats()).toMatchObject({ running: 2, queued: 4, resting: 0, attempts: 2 });
  while (held.length > 0) {
    const first = held.shift() ?? expect.fail();
    order.push(new URL(first.url).pathname);
    first.answer();
    if (order.length + held.length < queries.length) held.push(await server.next());
  }
  // The first two come over connections of their own.
  expect(order.slice(0, 2).sort()).toEqual(["/1", "/2"]);
  expect(order.slice(2)).toEqual(["/urgent", "/3", "/4", "/whenever"]);
  await Promise.all(queries);
  expect(zyte.stats()).toMatchObject({ running: 0, queued: 0, succeeded: 6 });
});

test("a query that rests holds no place, and goes before younger ones when its rest is over", async () => {
  const clock = createFakeClock();
  await using server = await holding();
  await using zyte = clientOf(server, { concurrency: 1, clock, random: () => 0 });
  const first = zyte.extract(query("first"));
  const second = zyte.extract(query("second"));
  const third = zyte.extract(query("third"));
  (await server.next()).answer(429);
  const held = await server.next();
  expect(held.url).toBe(query("second").url);
  expect(zyte.stats()).toMatchObject({ running: 1, queued: 1, resting: 1 });
  await clock.advance(20_000);
  expect(zyte.stats()).toMatchObject({ running: 1, queued: 2, resting: 0 });
  held.answer();
  const again = await server.next();
  expect(again.url).toBe(query("first").url);
  again.answer();
  (await server.next()).answer();
  await Promise.all([first, second, third]);
});

test("connections are kept between requests, no more than there may be requests", async () => {
  await using server = await holding();
  await using zyte = clientOf(server, { concurrency: 3 });
  for (let round = 0; round < 3; round++) {
    const queries = [1, 2, 3].map((name) => zyte.extract(query(name)));
    for (let n = 0; n < 3; n++) (await server.next()).answer();
    await Promise.all(queries);
  }
  expect(server.connections).toBe(3);
  await zyte.close();
  await server.whenIdle();
});
