import { expect, test, vi } from "vitest";
import { to, createTestClient, type Ask } from "./helpers.ts";

test("changes the request with what init left in the session", async () => {
  const { client, sent } = createTestClient({
    init: () => ({ token: "csrf-1" }),
    prepare: (request, session) => ({ ...request, header: session.state.token }),
  });
  await client.send(to("shop.example"));
  expect(sent[0]?.ask).toEqual({ url: "https://shop.example", header: "csrf-1" });
});

test("may take its time", async () => {
  const { client, sent } = createTestClient({
    prepare: async (request) => ({ ...request, header: "later" }),
  });
  await client.send(to("shop.example"));
  expect(sent[0]?.ask.header).toBe("later");
});

test("sees the replayed request of each attempt, and judges see that one too", async () => {
  let copies = 0;
  const prepared: (string | undefined)[] = [];
  const checked: (string | undefined)[] = [];
  const { client, sent } = createTestClient(
    {
      prepare: (request) => {
        prepared.push(request.header);
        return { ...request, header: `${request.header} prepared` };
      },
      check: ({ request }) => checked.push(request.header) > 1,
    },
    { replay: (request) => ({ ...request, header: `copy ${++copies}` }) },
  );
  await client.send({ ...to("shop.example"), header: "original" });
  expect(prepared).toHaveLength(2);
  expect(new Set(prepared).size).toBe(2);
  expect(sent.map((one) => one.ask.header)).toEqual(prepared.map((one) => `${one} prepared`));
  expect(checked).toEqual(prepared);
});

test("of the profile replaces the client's", async () => {
  const { client, sent } = createTestClient({
    prepare: (request) => ({ ...request, header: "client" }),
    profiles: [
      { match: "shop.example", prepare: (request) => ({ ...request, header: "profile" }) },
    ],
  });
  await client.send(to("shop.example"));
  await client.send(to("other.example"));
  expect(sent.map((one) => one.ask.header)).toEqual(["profile", "client"]);
});

test.each<[string, (request: Ask) => Ask | Promise<Ask>, Error]>(
  [new TypeError("no token")].flatMap((error) => [
    [
      "throws",
      () => {
        throw error;
      },
      error,
    ],
    ["rejects", () => Promise.reject(error), error],
  ]),
)(
  "that %s rejects the request with that error, asks nobody and blames nobody",
  async (_how, prepare, error) => {
    const classify = vi.fn<() => "error">(() => "error");
    const { client, sent } = createTestClient({ prepare, classify }, { classify });
    await expect(client.send(to("shop.example"))).rejects.toBe(error);
    expect(sent).toEqual([]);
    expect(classify).not.toHaveBeenCalled();
    expect(client.stats()).toMatchObject({
      use: { error: 0 },
      retired: {},
      sessions: { leased: 0 },
    });
  },
);

test("leaves the caller's signal in force", async () => {
  const controller = new AbortController();
  const { client, clock, sent } = createTestClient({ prepare: (request) => request });
  const sending = client.send(
    { ...to("shop.example"), until: new Promise(() => {}) },
    { signal: controller.signal },
  );
  await clock.flush();
  controller.abort(new Error("enough"));
  await expect(sending).rejects.toThrow("enough");
  expect(sent[0]?.context.signal.aborted).toBe(true);
});

test("is not asked when the signal aborts before there is a session", async () => {
  const controller = new AbortController();
  const prepare = vi.fn<(request: Ask) => Ask>((request) => request);
  const { client } = createTestClient({
    prepare,
    poolName: () => {
      controller.abort(new Error("enough"));
      return "shop";
    },
  });
  const sending = client.send(to("shop.example"), { signal: controller.signal });
  await expect(sending).rejects.toThrow("enough");
  expect(prepare).not.toHaveBeenCalled();
});
