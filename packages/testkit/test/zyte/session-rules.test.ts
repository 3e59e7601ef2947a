import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, echoOf, page, rendered, typeOf } from "./asking.ts";

const newSession = (): { id: string } => ({ id: crypto.randomUUID() });

test("the number of active sessions of a key is unlimited unless an option says otherwise", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({
    clock,
    sessions: { maxActive: 2 },
    apiKeys: ["one", "two"],
  });
  const first = newSession();
  await ask(zyte, page("/echo", { session: first }));
  await ask(zyte, page("/echo", { session: newSession() }));
  const over = await ask(zyte, page("/echo", { session: newSession() }));
  expect([over.status, typeOf(over)]).toEqual([422, "/problem/over-session-limit"]);
  // Known sessions, requests without one, and other keys are not concerned.
  expect((await ask(zyte, page("/echo", { session: first }))).status).toBe(200);
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  expect(
    (await ask(zyte, page("/echo", { session: newSession() }), { apiKey: "two" })).status,
  ).toBe(200);
  // One that ends makes room.
  await clock.advance(120_000);
  expect((await ask(zyte, page("/echo", { session: newSession() }))).status).toBe(200);
  expect(zyte.truth().totals).toMatchObject({ session: 1, sessions: 4 });
});

test("the same id under two keys is two sessions", async () => {
  await using zyte = await createZyteEmulator({ apiKeys: ["one", "two"] });
  const session = newSession();
  await ask(zyte, page("/cookies/set?a=1", { session }));
  const other = await ask(zyte, page("/echo", { session }), { apiKey: "two" });
  expect(echoOf(other).cookies).toEqual({});
  expect(zyte.truth().sessions.map(({ apiKey }) => apiKey)).toEqual(["one", "two"]);
});

test("one creation error: the session is not made, and the same id can try again", async () => {
  await using zyte = await createZyteEmulator();
  const plan = zyte.plan(["/problem/session-creation-error"], {
    matches: ({ opensSession }) => opensSession,
  });
  const session = newSession();
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
  expect(plan.remaining).toBe(1);
  const failed = await ask(zyte, page("/echo", { session }));
  expect([failed.status, typeOf(failed)]).toEqual([503, "/problem/session-creation-error"]);
  expect(zyte.truth().sessions).toEqual([]);
  expect((await ask(zyte, page("/echo", { session }))).status).toBe(200);
  expect(zyte.truth().totals).toMatchObject({ session: 1, throttled: 0, sessions: 1, charged: 2 });
});

test("a planned end of a session is true from then on", async () => {
  await using zyte = await createZyteEmulator();
  const session = newSession();
  await ask(zyte, page("/echo", { session }));
  zyte.plan(["/problem/session-expired"]);
  expect(typeOf(await ask(zyte, page("/echo", { session })))).toBe("/problem/session-expired");
  expect(typeOf(await ask(zyte, page("/echo", { session })))).toBe("/problem/session-expired");
  expect(zyte.session(1)).toMatchObject({ refused: 2, ended: { reason: "told" } });
});

test("an error that comes before the session leaves it alone, a download error is a use", async () => {
  await using zyte = await createZyteEmulator();
  const session = newSession();
  zyte.plan([429, 500, "/limits/over-global-limit"]);
  for (let request = 0; request < 3; request++) await ask(zyte, page("/echo", { session }));
  expect(zyte.truth().sessions).toEqual([]);
  zyte.plan([520, 520, 521, 520]);
  for (let request = 0; request < 4; request++) await ask(zyte, page("/echo", { session }));
  expect(zyte.session(session.id)).toMatchObject({ uses: 4, bans: 3, bansInARow: 1 });
  expect(zyte.session(session.id)?.ended).toBeUndefined();
});

test("another country or kind of address than the session's is ignored, or refused if you like", async () => {
  const session = newSession();
  const elsewhere = page("/echo", { session, geolocation: "DE", ipType: "residential" });
  for (const mismatch of ["ignore", "refuse"] as const) {
    await using zyte = await createZyteEmulator({ sessions: { mismatch } });
    await ask(zyte, page("/echo", { session, geolocation: "US" }));
    const asked = await ask(zyte, elsewhere);
    expect(asked.status).toBe(mismatch === "ignore" ? 200 : 422);
    expect((await ask(zyte, page("/echo", { session, geolocation: "US" }))).status).toBe(200);
    expect(zyte.session(1)).toMatchObject({ geolocation: "US", mismatches: 1 });
  }
});

test("several requests may use a session at once", async () => {
  await using zyte = await createZyteEmulator();
  const session = newSession();
  await ask(zyte, page("/echo", { session }));
  const waiting = ["a", "b", "c"].map((name) => ask(zyte, page(`/slow?name=${name}`, { session })));
  while (zyte.site.held < 3) await zyte.site.waitFor("request");
  zyte.site.release();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(zyte.session(1)?.maxInFlight).toBe(3);
});

test("two requests that open the same session at once open one", async () => {
  await using zyte = await createZyteEmulator();
  const session = newSession();
  await Promise.all([1, 2, 3].map(() => ask(zyte, page("/echo", { session }))));
  expect(zyte.truth().sessions).toMatchObject([{ uses: 3 }]);
});

test.runIf(process.platform === "linux")(
  "a session has an address of its own for its whole life, others change it all the time",
  async () => {
    await using site = await createTestSite({ bindToAddress: true });
    await using zyte = await createZyteEmulator({ site });
    const addressFor = async (rest: object): Promise<string> =>
      echoOf(await ask(zyte, page("/echo", rest))).address;
    const [one, two] = [newSession(), newSession()];
    await ask(zyte, rendered("/product/1", { session: one }));
    const seen = [
      await addressFor({ session: one }),
      await addressFor({ session: two }),
      await addressFor({ session: one }),
      await addressFor({}),
      await addressFor({}),
    ];
    expect(seen[0]).toBe(seen[2]);
    expect(new Set(seen).size).toBe(4);
    expect(zyte.session(one.id)?.address).toBe(seen[0]);
    expect(site.truth().totals.bannedSessions).toBe(0);
  },
);

test("all addresses are one where there are no others", async () => {
  await using zyte = await createZyteEmulator({ addresses: "one" });
  const asked = await ask(zyte, page("/echo", { session: newSession() }));
  expect(echoOf(asked).address).toBe("127.0.0.1");
  expect(zyte.session(1)?.address).toBeUndefined();
});

test("what a ban is can be told", async () => {
  await using zyte = await createZyteEmulator({
    isBan: ({ status, url, headers, text }) =>
      status === 404 &&
      url === "https://shop.example/nowhere" &&
      headers.get("content-type") === "text/html; charset=utf-8" &&
      text().includes("no such page"),
  });
  expect((await ask(zyte, page("/nowhere"))).status).toBe(520);
  expect((await ask(zyte, page("/elsewhere"))).status).toBe(200);
  expect((await ask(zyte, page("/status/429"))).body["statusCode"]).toBe(429);
});

test("a site that throttles is a ban as well", async () => {
  await using zyte = await createZyteEmulator();
  expect((await ask(zyte, page("/status/429"))).status).toBe(520);
  expect((await ask(zyte, rendered("/status/429"))).status).toBe(520);
  // A 403 that says something else is the site's answer.
  expect((await ask(zyte, page("/status/403"))).body["statusCode"]).toBe(403);
});
