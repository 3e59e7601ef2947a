import { describe, expect, test } from "vitest";
import { to, createTestClient, deferred } from "./helpers.ts";

describe("send", () => {
  test("resolves to what the adapter answers through a session", async () => {
    const { client, sent } = createTestClient();
    const request = to("shop.example");
    const answer = await client.send(request);
    expect(answer.ask).toBe(request);
    expect(answer.sessionId).toBe(sent[0]?.session?.id);
    expect(sent[0]?.context.signal.aborted).toBe(false);
  });

  test("serves requests in the order in which they were sent, the first of all included", async () => {
    const { client } = createTestClient({ pool: { size: 1 } });
    const order: number[] = [];
    const sending = [1, 2, 3].map((one) =>
      client.send(to("shop.example")).then(() => order.push(one)),
    );
    await Promise.all(sending);
    expect(order).toEqual([1, 2, 3]);
  });

  test("keeps a key on one session", async () => {
    const { client } = createTestClient();
    const keyed = await client.send(to("shop.example"), { key: "cart" });
    await client.send(to("shop.example"));
    const again = await client.send(to("shop.example"), { key: "cart" });
    expect(again.sessionId).toBe(keyed.sessionId);
  });

  test("asks for the session with an id, and obeys `onMissing`", async () => {
    const { client } = createTestClient();
    const { sessionId: id = "" } = await client.send(to("shop.example"));
    await client.send(to("shop.example"));
    expect((await client.send(to("shop.example"), { id })).sessionId).toBe(id);
    await expect(client.send(to("shop.example"), { id: "gone" })).rejects.toMatchObject({
      code: "ERR_SESSION_MISSING",
    });
    const built = await client.send(to("shop.example"), { id: "gone", onMissing: "replace" });
    expect(built.sessionId).toBe("gone");
  });

  test("retries as often as the request says", async () => {
    const { client, sent } = createTestClient({ check: () => false });
    await expect(client.send(to("shop.example"), { retries: 1 })).rejects.toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
    });
    expect(sent).toHaveLength(2);
  });

  test("waits as long as the request says", async () => {
    const { client, clock } = createTestClient({ pool: { size: 1 } });
    const { promise, resolve } = deferred();
    const first = client.send({ ...to("shop.example"), until: promise });
    await clock.flush();
    const second = expect(
      client.send(to("shop.example"), { acquireTimeoutMs: 500 }),
    ).rejects.toMatchObject({ code: "ERR_ACQUIRE_TIMEOUT" });
    await clock.advance(500);
    await second;
    resolve();
    await first;
  });

  test("rejects with the signal's reason, and tells the adapter", async () => {
    const { client, clock, sent } = createTestClient();
    const controller = new AbortController();
    const { promise, resolve } = deferred();
    const sending = client.send(
      { ...to("shop.example"), until: promise },
      { signal: controller.signal },
    );
    await clock.flush();
    controller.abort(new Error("enough"));
    await expect(sending).rejects.toThrow("enough");
    expect(sent[0]?.context.signal.aborted).toBe(true);
    resolve();
  });

  test("tells an adapter that looks at no signal, too, and one that asks too late", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const { client, clock, sent } = createTestClient();
    const sending = client.send(
      { ...to("shop.example"), until: deferred().promise },
      { signal: controller.signal },
    );
    await clock.flush();
    const heard: unknown[] = [];
    sent[0]?.context.onAbort?.((told) => heard.push(told));
    expect(heard).toEqual([]);
    controller.abort(reason);
    await expect(sending).rejects.toBe(reason);
    sent[0]?.context.onAbort?.((told) => heard.push(told));
    expect(heard).toEqual([reason, reason]);
  });

  test("opens nothing for a signal that has aborted", async () => {
    const { client } = createTestClient();
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(client.send(to("shop.example"), { signal })).rejects.toThrow("too late");
    expect(client.pools()).toEqual([]);
  });

  test("rejects with what the adapter throws when nobody classifies it", async () => {
    const { client, sent } = createTestClient();
    const fails = new TypeError("bad header");
    await expect(client.send({ ...to("shop.example"), fails })).rejects.toBe(fails);
    expect(sent).toHaveLength(1);
  });

  test("hands the variant to init and check", async () => {
    const seen: unknown[] = [];
    const { client } = createTestClient({
      init: ({ variant }) => void seen.push(variant),
      check: ({ variant }) => seen.push(variant) > 0,
    });
    await client.send(to("shop.example"), { variant: { zip: "10001" } });
    expect(seen).toEqual([{ zip: "10001" }, { zip: "10001" }]);
  });
});

describe("`enabled: false`", () => {
  test("sends without a session, opens no pool, and is counted", async () => {
    const { client, sent } = createTestClient({ enabled: false });
    const answer = await client.send(to("shop.example"));
    expect(answer.sessionId).toBeUndefined();
    expect(sent[0]).toMatchObject({ session: undefined });
    expect(sent[0]?.context.signal.aborted).toBe(false);
    expect(client.pools()).toEqual([]);
    expect(client.stats().bypassed).toBe(1);
  });

  test("is decided by the request, then the profile, then the client", async () => {
    const { client } = createTestClient({
      enabled: false,
      profiles: [
        { match: "on.example", enabled: true },
        { match: "off.example", enabled: false },
      ],
    });
    await client.send(to("on.example"));
    await client.send(to("off.example"));
    await client.send(to("on.example"), { enabled: false });
    await client.send(to("off.example"), { enabled: true });
    expect(client.stats()).toMatchObject({ bypassed: 2, use: { ok: 2 } });
  });

  test("hands the caller's signal on", async () => {
    const { client, sent } = createTestClient();
    const { signal } = new AbortController();
    await client.send(to("shop.example"), { enabled: false, signal });
    expect(sent[0]?.context.signal).toBe(signal);
  });

  test("just rejects when the exchange fails", async () => {
    const { client, sent } = createTestClient({}, { classify: () => "error" });
    const fails = new Error("refused");
    await expect(client.send({ ...to("shop.example"), fails }, { enabled: false })).rejects.toBe(
      fails,
    );
    expect(sent).toHaveLength(1);
    expect(client.stats().bypassed).toBe(1);
  });

  test("is not prepared", async () => {
    const { client, sent } = createTestClient({
      enabled: false,
      prepare: (request) => ({ ...request, header: "token" }),
    });
    await client.send(to("shop.example"));
    expect(sent[0]?.ask.header).toBeUndefined();
  });
});
