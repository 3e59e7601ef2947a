import { describe, expect, it } from "vitest";
import { isSessionaryError } from "../../src/errors/sessionary-error.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/index.ts";

describe("createFakeClock", () => {
  it("starts at the epoch, or at the time it is given", () => {
    expect(createFakeClock().now()).toBe(0);
    expect(createFakeClock({ now: 1_000 }).now()).toBe(1_000);
  });

  it("fires due timers in order of time, then of arming", async () => {
    const clock = createFakeClock({ now: 50 });
    const log = recorder(clock);
    log.arm("c", 20);
    log.arm("a", 10);
    log.arm("b", 10);
    log.arm("late", 31);
    await clock.advance(30);
    expect(log.entries).toEqual(["a@60", "b@60", "c@70"]);
    expect(clock.now()).toBe(80);
    expect([clock.pending, clock.nextInMs]).toEqual([1, 1]);
  });

  it("fires a timer that falls due on the way, also one of 0 ms", async () => {
    const clock = createFakeClock();
    const log = recorder(clock);
    clock.setTimeout(() => {
      log.arm("again", 5);
      log.arm("at once", 0);
    }, 5);
    await clock.advance(10);
    expect(log.entries).toEqual(["at once@5", "again@10"]);
  });

  it("takes a negative delay for none", async () => {
    const clock = createFakeClock({ now: 50 });
    const log = recorder(clock);
    log.arm("overdue", -10);
    expect(clock.nextInMs).toBe(0);
    await clock.advance(0);
    expect(log.entries).toEqual(["overdue@50"]);
  });

  it("never fires a cleared timer", async () => {
    const clock = createFakeClock();
    const log = recorder(clock);
    clock.clearTimeout(log.arm("cleared", 5));
    clock.clearTimeout(undefined);
    await clock.advance(10);
    expect(log.entries).toEqual([]);
    expect(clock.nextInMs).toBe(Infinity);
  });

  it("settles promise chains before, between and after timers", async () => {
    const clock = createFakeClock();
    const seen: string[] = [];
    const returned = async (): Promise<void> => Promise.resolve();
    const chain = async (depth: number): Promise<void> => {
      for (let link = 0; link < depth; link++) await returned();
    };
    const note = (name: string) => () =>
      void chain(30).then(() => seen.push(`${name}@${clock.now()}`));
    note("before")();
    clock.setTimeout(note("first"), 1);
    clock.setTimeout(note("second"), 2);
    await clock.advance(2);
    expect(seen).toEqual(["before@0", "first@1", "second@2"]);
  });

  it("lets an awaited delay loop run inside one advance", async () => {
    const clock = createFakeClock();
    const sleep = (ms: number): Promise<void> =>
      new Promise((resolve) => clock.setTimeout(resolve, ms));
    let rounds = 0;
    const loop = (async () => {
      for (; rounds < 10; rounds++) await sleep(100);
    })();
    await clock.advance(1_000);
    await loop;
    expect([rounds, clock.pending]).toEqual([10, 0]);
  });

  it("counts apart the timers that hold the process open", async () => {
    const clock = createFakeClock();
    const timer = clock.setTimeout(() => {}, 10);
    const other = clock.setTimeout(() => {}, 20);
    expect([clock.pending, clock.pendingRef, timer.hasRef()]).toEqual([2, 2, true]);
    timer.unref().unref();
    expect([clock.pending, clock.pendingRef, timer.hasRef()]).toEqual([2, 1, false]);
    await clock.advance(10);
    timer.ref();
    expect([clock.pending, clock.pendingRef]).toEqual([1, 1]);
    clock.clearTimeout(other);
    expect([clock.pending, clock.pendingRef]).toEqual([0, 0]);
  });

  it("drains microtasks without moving on", async () => {
    const clock = createFakeClock();
    let settled = false;
    void Promise.resolve().then(() => (settled = true));
    await clock.flush();
    expect([settled, clock.now()]).toEqual([true, 0]);
  });

  it("runs until no timer is armed, and gives up on timers without an end", async () => {
    const clock = createFakeClock();
    const log = recorder(clock);
    clock.setTimeout(() => log.arm("far", 1_000_000), 5);
    await clock.runAll();
    expect(log.entries).toEqual(["far@1000005"]);
    const again = (): void => void clock.setTimeout(again, 1);
    again();
    await expect(clock.runAll(10)).rejects.toThrow(
      "FakeClock: 10 timers have fired and 1 are still armed",
    );
  });

  it.each([NaN, Infinity, 2 ** 31])(
    "refuses a delay of %s ms, which a real timer would not keep",
    (ms) => {
      const clock = createFakeClock();
      expect(() => clock.setTimeout(() => {}, ms)).toThrow(
        `FakeClock: expected \`delayMs\` to be a number <= 2147483647, got ${ms} (number)`,
      );
    },
  );

  it.each([-1, NaN, Infinity])("refuses to advance by %s ms", async (ms) => {
    const error: unknown = await createFakeClock()
      .advance(ms)
      .catch((reason: unknown) => reason);
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
  });
});

function recorder(clock: FakeClock): {
  readonly entries: readonly string[];
  arm(name: string, delayMs: number): unknown;
} {
  const entries: string[] = [];
  return {
    entries,
    arm: (name, delayMs) => clock.setTimeout(() => entries.push(`${name}@${clock.now()}`), delayMs),
  };
}
