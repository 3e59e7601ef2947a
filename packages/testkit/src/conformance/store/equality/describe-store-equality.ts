import { isDeepStrictEqual } from "node:util";

import type { PoolLimits } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StoreLab, type MakeStore, type StoreUnderTest } from "../store-lab.ts";
import { someCommands, someLimits, type StoreCommand } from "./command.ts";
import { CommandRunner } from "./runner.ts";

/** How {@link describeStoreEquality} draws its sequences. */
export interface EqualityOptions {
  /** Sequences to try, an integer >= 1. @default 200 */
  readonly runs?: number;
  /** Repeats the sequences of another run: a failure prints it. @default a new one each time */
  readonly seed?: number;
  /** Limits that are not drawn: for what a store does otherwise under these. */
  readonly limits?: Partial<PoolLimits>;
}

interface Side {
  readonly subject: StoreUnderTest;
  readonly runner: CommandRunner;
}

const START = 1_700_000_000_000;

async function open(make: MakeStore, limits: Partial<PoolLimits>): Promise<Side> {
  const clock = createFakeClock({ now: START });
  const subject = await make({ clock });
  const lab = new StoreLab(subject, clock);
  return { subject, runner: new CommandRunner(lab, await lab.open(limits), START) };
}

/** Throws at the first command that the two stores answer differently. */
export async function compareStores(
  left: MakeStore,
  right: MakeStore,
  limits: Partial<PoolLimits>,
  commands: readonly StoreCommand[],
): Promise<void> {
  const [one, other] = [await open(left, limits), await open(right, limits)];
  try {
    for (const [index, command] of commands.entries()) {
      const answers = [await one.runner.run(command), await other.runner.run(command)] as const;
      // A tenth of the time that `expect` takes, which is only good for saying what differs.
      if (isDeepStrictEqual(answers[1], answers[0])) continue;
      expect(answers[1], `command ${index}, ${JSON.stringify(command)}`).toEqual(answers[0]);
    }
  } finally {
    await one.subject.close?.();
    await other.subject.close?.();
  }
}

/**
 * Tests that two stores answer any sequence of commands alike: every order, duration, counter, slot and refusal.
 *
 * @param name - title of the tests
 * @param left - makes the store to go by
 * @param right - makes the store to be tested
 * @example
 * ```ts
 * import { memoryStore } from "@sessionary/core";
 * import { describeStoreEquality, type MakeStore } from "@sessionary/testkit/conformance";
 *
 * declare const makeRedis: MakeStore;
 * describeStoreEquality(
 *   "redisStore and memoryStore",
 *   ({ clock }) => ({ store: memoryStore(), advance: (ms) => clock.advance(ms) }),
 *   makeRedis,
 * );
 * ```
 */
export function describeStoreEquality(
  name: string,
  left: MakeStore,
  right: MakeStore,
  options: EqualityOptions = {},
): void {
  const { runs = 200, seed, limits: fixed } = options;
  describe(name, () => {
    // Far more than it takes, on a machine that is busy with other things.
    const timeout = Math.max(120_000, 300 * runs);
    it("answer any sequence of commands alike", { timeout }, async () => {
      const property = fc.asyncProperty(someLimits, someCommands, (limits, commands) =>
        compareStores(left, right, { ...limits, ...fixed }, commands),
      );
      await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
    });
  });
}
