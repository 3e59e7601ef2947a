import { describe, expect, it } from "vitest";
import { Emitter } from "../../src/observe/emitter.ts";
import type { PoolEvents } from "../../src/observe/events.ts";

const paused = { pool: "shop" };

function listening(): {
  readonly emitter: Emitter;
  readonly failures: PoolEvents["listener:error"][];
} {
  const emitter = new Emitter("shop");
  const failures: PoolEvents["listener:error"][] = [];
  emitter.on("listener:error", (failure) => failures.push(failure));
  return { emitter, failures };
}

describe("Emitter", () => {
  it("calls the listeners of that event, in the order they came", () => {
    const emitter = new Emitter("shop");
    const heard: unknown[] = [];
    emitter.on("pool:paused", (event) => heard.push(["first", event]));
    emitter.on("pool:paused", (event) => heard.push(["second", event]));
    emitter.on("pool:resumed", (event) => heard.push(["other", event]));
    emitter.to("pool:paused")?.({});
    expect(heard).toEqual([
      ["first", paused],
      ["second", paused],
    ]);
  });

  it("knows whether anybody listens", () => {
    const emitter = new Emitter("shop");
    expect(emitter.to("pool:paused") !== undefined).toBe(false);
    const off = emitter.on("pool:paused", () => {});
    expect([
      emitter.to("pool:paused") !== undefined,
      emitter.to("pool:resumed") !== undefined,
    ]).toEqual([true, false]);
    off();
    off();
    expect(emitter.to("pool:paused") !== undefined).toBe(false);
  });

  it("keeps two subscriptions of one function apart", () => {
    const emitter = new Emitter("shop");
    let calls = 0;
    const listener = (): void => void calls++;
    const off = emitter.on("pool:paused", listener);
    emitter.on("pool:paused", listener);
    off();
    off();
    emitter.to("pool:paused")?.({});
    expect(calls).toBe(1);
  });

  it("finishes an emit with the listeners it began with", () => {
    const emitter = new Emitter("shop");
    const heard: string[] = [];
    const off = emitter.on("pool:paused", () => {
      heard.push("first");
      off();
      offSecond();
      emitter.on("pool:paused", () => heard.push("late"));
    });
    const offSecond = emitter.on("pool:paused", () => heard.push("second"));
    emitter.to("pool:paused")?.({});
    expect(heard).toEqual(["first", "second"]);
  });

  it("reports a listener that throws, and goes on", () => {
    const { emitter, failures } = listening();
    const error = new Error("boom");
    let heard = false;
    emitter.on("pool:paused", () => {
      throw error;
    });
    emitter.on("pool:paused", () => void (heard = true));
    emitter.to("pool:paused")?.({});
    expect(heard).toBe(true);
    expect(failures).toEqual([{ pool: "shop", event: "pool:paused", error }]);
  });

  it("reports a listener that rejects", async () => {
    const { emitter, failures } = listening();
    const error = new Error("boom");
    const rejecting: () => unknown = () => Promise.reject(error);
    emitter.on("pool:paused", rejecting);
    emitter.to("pool:paused")?.({});
    await Promise.resolve();
    expect(failures).toEqual([{ pool: "shop", event: "pool:paused", error }]);
  });

  it("survives a listener to failures that fails itself", () => {
    const { emitter, failures } = listening();
    const boom = (): never => {
      throw new Error("boom");
    };
    emitter.on("listener:error", boom);
    emitter.on("pool:paused", boom);
    emitter.to("pool:paused")?.({});
    expect(failures).toHaveLength(1);
  });

  it("refuses a listener that is no function", () => {
    expect(() => new Emitter("shop").on("pool:paused", undefined as never)).toThrow(
      "SessionPool: expected `listener` to be a function, got undefined",
    );
  });
});
