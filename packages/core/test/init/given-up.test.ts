import { describe, expect, it } from "vitest";
import type { SessionAdapter } from "../../src/index.ts";
import { createSessionPool } from "../../src/index.ts";
import { createFakeClock } from "@sessionary/core/testing";

interface Identity {
  name: string;
}

function adapter(closed: string[]): SessionAdapter<Identity, string, string> {
  return {
    name: "test",
    open: ({ id }) => ({ name: id }),
    send: async (request) => request,
    read: () => ({
      status: 200,
      url: "",
      headers: { get: () => null },
      text: async () => "",
      json: async () => null,
    }),
    url: (request) => request,
    close: ({ state }) => void closed.push(state.name),
  };
}

describe("An init that hangs", () => {
  it("is closed when its time is over, though it never ends", async () => {
    const clock = createFakeClock();
    const closed: string[] = [];
    const hanging = new Promise<void>(() => undefined);
    const pool = createSessionPool({
      adapter: adapter(closed),
      clock,
      size: 1,
      maxBadInits: 1,
      initTimeoutMs: 100,
      init: () => hanging,
    });
    const call = pool.acquire();
    const refused = expect(call).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    await clock.advance(100);
    await refused;
    expect(closed).toHaveLength(1);
    await pool.close();
    expect(closed).toHaveLength(1);
  });
});

describe("The replacement of a session that was retired by hand", () => {
  it("is built with the latest request that had a session built", async () => {
    const requests: (string | undefined)[] = [];
    const pool = createSessionPool({
      adapter: adapter([]),
      size: 1,
      init: ({ request }) => void requests.push(request),
    });
    const lease = await pool.acquire({ request: "page" });
    await lease.settle("ok");
    await pool.retire(lease.session.id);
    await pool.warm();
    await pool.close();
    expect(requests).toEqual(["page", "page"]);
  });
});

describe("An init that is ready when the pool fails", () => {
  it("is closed once", async () => {
    const clock = createFakeClock();
    const closed: unknown[] = [];
    const ends: (() => void)[] = [];
    const pool = createSessionPool({
      clock,
      size: 2,
      maxBadInits: 1,
      init: ({ slot }) =>
        new Promise<{ slot: number } | false>((resolve) =>
          ends.push(() => resolve(slot === 1 ? { slot } : false)),
        ),
      close: ({ state }) => void closed.push(state),
    });
    const calls = Promise.allSettled([pool.acquire(), pool.acquire()]);
    for (const end of ends) end();
    await calls;
    await clock.flush();
    await pool.close();
    expect(closed).toEqual([{ slot: 1 }]);
  });
});
