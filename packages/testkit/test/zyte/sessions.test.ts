import { randomUUID } from "node:crypto";

import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";

import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, bodyOf, echoOf, page, rendered, typeOf } from "./asking.ts";

const MINUTE = 60_000;

test("an unknown id makes a session, a known one goes on with it", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: randomUUID() };
  const first = await ask(zyte, rendered("/product/1", { session }));
  const second = await ask(zyte, page("/echo", { session }));
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body["session"]).toEqual(session);
  expect(echoOf(second).cookies["sid"]).toBe(zyte.site.session(1)?.id);
  expect(zyte.truth().sessions).toMatchObject([{ number: 1, ...session, uses: 2 }]);
});

test("a session ends 900 s after its creation, however busy it is", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({ clock });
  const session = { id: randomUUID() };
  for (let minute = 0; minute < 15; minute++) {
    expect((await ask(zyte, page("/echo", { session }))).status).toBe(200);
    await clock.advance(MINUTE);
  }
  const late = await ask(zyte, page("/echo", { session }));
  expect([late.status, typeOf(late)]).toEqual([422, "/problem/session-expired"]);
  expect(zyte.session(session.id)).toMatchObject({
    uses: 15,
    refused: 1,
    ended: { at: 15 * MINUTE, reason: "age" },
  });
});

test("a session ends 120 s after its last use", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({ clock });
  const session = { id: randomUUID() };
  await ask(zyte, page("/echo", { session }));
  await clock.advance(2 * MINUTE - 1);
  expect((await ask(zyte, page("/echo", { session }))).status).toBe(200);
  await clock.advance(2 * MINUTE);
  expect(typeOf(await ask(zyte, page("/echo", { session })))).toBe("/problem/session-expired");
  expect(zyte.session(1)?.ended).toEqual({ at: 4 * MINUTE - 1, reason: "idle" });
});

test("an ended id is refused for five minutes from its end, and makes a new session later", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({ clock });
  const session = { id: randomUUID() };
  await ask(zyte, page("/product/1", { session }));
  await clock.advance(7 * MINUTE - 1);
  expect(typeOf(await ask(zyte, page("/echo", { session })))).toBe("/problem/session-expired");
  await clock.advance(1);
  const again = await ask(zyte, page("/echo", { session }));
  expect(again.status).toBe(200);
  expect(echoOf(again).cookies).toEqual({});
  expect(zyte.truth().sessions).toHaveLength(2);
});

test("how long ended ids are remembered is configurable, up to each session's own draw", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({
    clock,
    sessions: { rememberedMs: [5 * MINUTE, 10 * MINUTE] },
  });
  const session = { id: randomUUID() };
  await ask(zyte, page("/echo", { session }));
  zyte.expire(session.id);
  await clock.advance(5 * MINUTE - 1);
  expect((await ask(zyte, page("/echo", { session }))).status).toBe(422);
  await clock.advance(5 * MINUTE + 1);
  expect((await ask(zyte, page("/echo", { session }))).status).toBe(200);
});

test("three bans in a row end a session, and anything else in between begins the count anew", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: randomUUID() };
  zyte.plan([520, 520, "pass", 520, 520, 520]);
  const statuses: number[] = [];
  for (let use = 0; use < 7; use++)
    statuses.push((await ask(zyte, page("/echo", { session }))).status);
  expect(statuses).toEqual([520, 520, 200, 520, 520, 520, 422]);
  expect(zyte.session(1)).toMatchObject({ bans: 5, bansInARow: 3, ended: { reason: "bans" } });
});

test("a site that bans the session is answered with 520", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: randomUUID() };
  await ask(zyte, page("/product/1", { session }));
  zyte.site.ban(1);
  const banned = await ask(zyte, page("/product/1", { session }));
  expect([banned.status, typeOf(banned)]).toEqual([520, "/download/temporary-error"]);
  expect(zyte.truth().totals).toMatchObject({ ok: 1, banned: 1, charged: 1 });
});

test("a location set by a browser request holds for the HTTP requests of the session", async () => {
  await using zyte = await createZyteEmulator();
  const session = { id: randomUUID() };
  const address = { postalCode: "04662" };
  const init = await ask(
    zyte,
    rendered("/product/1", { session, actions: [{ action: "setLocation", address }] }),
  );
  expect(init.body["browserHtml"]).toContain('<span class="zip_code">04662</span>');
  expect(init.body["actions"]).toMatchObject([{ action: "setLocation", status: "success" }]);
  expect(bodyOf(await ask(zyte, page("/product/2", { session })))).toContain("04662");
});
