import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";

import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, bodyOf, page, rendered } from "./asking.ts";

const HOUR = 3_600_000;
const sessionContext = [
  { name: "zip", value: "04662" },
  { name: "purpose", value: "prices" },
];
const sessionContextParameters = {
  actions: [{ action: "setLocation", address: { postalCode: "04662" } }],
};
const inContext = { sessionContext, sessionContextParameters };

test("a context's session is made by its actions, once, and used again", async () => {
  await using zyte = await createZyteEmulator();
  for (const product of [1, 2, 3]) {
    const asked = await ask(zyte, page(`/product/${product}`, inContext));
    expect(asked.status).toBe(200);
    expect(asked.body["session"]).toBeUndefined();
    expect(bodyOf(asked)).toContain('<span class="zip_code">04662</span>');
  }
  expect(zyte.truth().serverSessions).toMatchObject([
    { uses: 3, context: sessionContext, actions: ["success"], otherParameters: 0, id: undefined },
  ]);
  expect(zyte.site.truth().totals.sessions).toBe(1);
  expect(zyte.requests.map(({ serverSession }) => serverSession)).toEqual([1, 1, 1]);
  expect(zyte.requests.map(({ siteRequests }) => siteRequests)).toEqual([6, 1, 1]);
});

test("the order of a context's pairs does not matter, their values and the key do", async () => {
  await using zyte = await createZyteEmulator({ apiKeys: ["one", "two"] });
  await ask(zyte, page("/echo", { sessionContext }));
  await ask(zyte, page("/echo", { sessionContext: sessionContext.toReversed() }));
  expect(zyte.truth().totals.serverSessions).toBe(1);
  await ask(zyte, page("/echo", { sessionContext: [{ name: "zip", value: "10001" }] }));
  await ask(zyte, page("/echo", { sessionContext }), { apiKey: "two" });
  expect(zyte.truth().totals.serverSessions).toBe(3);
});

test("a session that is busy is not shared: another one is made", async () => {
  await using zyte = await createZyteEmulator();
  const first = ask(zyte, page("/slow", { sessionContext }));
  await zyte.site.waitFor("request", ({ path }) => path === "/slow");
  await ask(zyte, page("/echo", { sessionContext }));
  zyte.site.release();
  await first;
  await ask(zyte, page("/echo", { sessionContext }));
  expect(zyte.truth().serverSessions).toMatchObject([{ maxInFlight: 1 }, { maxInFlight: 1 }]);
});

test("it ends after four hours, busy or not, or after three bans, in a row or not", async () => {
  const clock = createFakeClock();
  await using zyte = await createZyteEmulator({ clock });
  await ask(zyte, page("/echo", { sessionContext }));
  await clock.advance(4 * HOUR - 1);
  await ask(zyte, page("/echo", { sessionContext }));
  await clock.advance(1);
  for (let use = 0; use < 3; use++) {
    expect((await ask(zyte, page("/status/429", { sessionContext }))).status).toBe(520);
    expect((await ask(zyte, page("/echo", { sessionContext }))).status).toBe(200);
  }
  expect(zyte.truth().serverSessions).toMatchObject([
    { uses: 2, ended: { at: 4 * HOUR, reason: "age" } },
    { uses: 5, bans: 3, ended: { at: 4 * HOUR, reason: "bans" } },
    { uses: 1, ended: undefined },
  ]);
});

test("other parameters for the same context are counted, the order of their keys is none", async () => {
  await using zyte = await createZyteEmulator();
  const address = { postalCode: "04662" };
  const turned = { actions: [{ address, action: "setLocation" }] };
  await ask(zyte, rendered("/product/1", inContext));
  await ask(zyte, rendered("/product/1", { sessionContext, sessionContextParameters: turned }));
  await ask(zyte, rendered("/product/1", { sessionContext }));
  expect(zyte.truth().serverSessions).toMatchObject([{ uses: 3, otherParameters: 1 }]);
});

test("its cookies are its own", async () => {
  await using zyte = await createZyteEmulator();
  await ask(zyte, page("/cookies/set?a=1", { sessionContext }));
  expect(bodyOf(await ask(zyte, page("/cookies", { sessionContext })))).toBe('{"a":"1"}');
  expect(bodyOf(await ask(zyte, page("/cookies")))).toBe("{}");
});
