import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";

import {
  createZyteEmulator,
  type ZyteProblemType,
  type ZyteRateLimits,
} from "../../src/zyte/index.ts";
import { ask, page, typeOf } from "./asking.ts";

const limits: readonly (readonly [limits: ZyteRateLimits, type: string, status: number])[] = [
  [{ userPerMinute: 2 }, "/limits/over-user-limit", 429],
  [{ domainPerMinute: 2 }, "/limits/over-domain-limit", 429],
  [{ orgDomainPerMinute: 2 }, "/limits/over-org-domain-limit", 429],
  [{ globalPerMinute: 2 }, "/limits/over-global-limit", 503],
];

test.each(limits)("%j", async (given, type, status) => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({ clock, limits: given });
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  await clock.advance(20_500);
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  const over = await ask(zyte, page("/echo"));
  expect([over.status, typeOf(over), over.headers.get("retry-after")]).toEqual([
    status,
    type,
    "40",
  ]);
  await clock.advance(39_499);
  expect((await ask(zyte, page("/echo"))).headers.get("retry-after")).toBe("1");
  await clock.advance(1);
  // What was refused has not counted.
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  expect(zyte.truth().totals).toMatchObject({ ok: 3, throttled: 2, charged: 3 });
});

test("limits count what they are named after", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({
    clock,
    apiKeys: ["one", "two"],
    limits: { domainPerMinute: 3, orgDomainPerMinute: 1 },
  });
  const asking = async (host: string, apiKey: string): Promise<unknown> => {
    const query = { url: `https://${host}/echo`, httpResponseBody: true };
    const asked = await ask(zyte, query, { apiKey });
    return typeOf(asked) ?? asked.status;
  };
  expect(await asking("a.example", "one")).toBe(200);
  expect(await asking("a.example", "one")).toBe("/limits/over-org-domain-limit");
  expect(await asking("b.example", "one")).toBe(200);
  expect(await asking("a.example", "two")).toBe(200);
});

test("Retry-After can be left out", async () => {
  await using zyte = await createZyteEmulator({
    limits: { userPerMinute: 1, retryAfter: false },
  });
  await ask(zyte, page("/echo"));
  const over = await ask(zyte, page("/echo"));
  expect([over.status, over.headers.has("retry-after")]).toEqual([429, false]);
});

test("the seed decides which requests meet which trouble", async () => {
  const troubles = { "/download/temporary-error": 0.3, "/limits/over-user-limit": 0.2 } as const;
  const run = async (seed: number): Promise<readonly number[]> => {
    await using zyte = await createZyteEmulator({ seed, troubles });
    const seen: number[] = [];
    for (let request = 0; request < 60; request++)
      seen.push((await ask(zyte, page("/echo"))).status);
    return seen;
  };
  const first = await run(3);
  expect(await run(3)).toEqual(first);
  expect(await run(4)).not.toEqual(first);
  const count = (status: number): number => first.filter((one) => one === status).length;
  expect(count(520)).toBeGreaterThan(9);
  expect(count(429)).toBeGreaterThan(5);
  expect(count(200) + count(520) + count(429)).toBe(60);
});

test("a drawn ban is a ban of the session", async () => {
  await using zyte = await createZyteEmulator({ troubles: { "/download/temporary-error": 1 } });
  const session = { id: crypto.randomUUID() };
  for (let request = 0; request < 4; request++) await ask(zyte, page("/echo", { session }));
  expect(zyte.session(1)).toMatchObject({ bans: 3, ended: { reason: "bans" } });
});

test("drawn problems of sessions befall the requests that can have them", async () => {
  const session = { id: crypto.randomUUID() };
  const seen = async (type: ZyteProblemType, rest: object): Promise<number> => {
    await using zyte = await createZyteEmulator({ troubles: { [type]: 1 } });
    return (await ask(zyte, page("/echo", rest))).status;
  };
  expect(await seen("/problem/session-creation-error", {})).toBe(200);
  expect(await seen("/problem/session-creation-error", { session })).toBe(503);
  expect(await seen("/problem/over-session-limit", { session })).toBe(422);
  expect(await seen("/problem/session-expired", { session })).toBe(200);
  await using zyte = await createZyteEmulator({ troubles: { "/problem/session-expired": 1 } });
  await ask(zyte, page("/echo", { session }));
  expect(typeOf(await ask(zyte, page("/echo", { session })))).toBe("/problem/session-expired");
  expect(zyte.session(1)).toMatchObject({ ended: { reason: "told" } });
});

test("many requests at once make Node warn of nothing", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => void warnings.push(warning.name);
  process.on("warning", listen);
  await using zyte = await createZyteEmulator();
  const asking = Array.from({ length: 30 }, () => ask(zyte, page("/slow")));
  while (zyte.site.held < 30) await zyte.site.waitFor("request");
  zyte.site.release();
  await Promise.all(asking);
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});
