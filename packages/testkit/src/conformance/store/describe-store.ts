import { createFakeClock } from "@sessionary/core/testing";
import { registerCases, type Skips } from "../cases.ts";
import { badInits } from "./bad-inits.ts";
import { holding } from "./holding.ts";
import { keysAndIds } from "./keys-and-ids.ts";
import { leasing } from "./leasing.ts";
import { pacing } from "./pacing.ts";
import { reading } from "./reading.ts";
import { renewals } from "./renewals.ts";
import { resizing } from "./resizing.ts";
import { rotation } from "./rotation.ts";
import { settling } from "./settling.ts";
import { sharing } from "./sharing.ts";
import { StoreLab, type MakeStore, type StoreGroup } from "./store-lab.ts";
import { sweeping } from "./sweeping.ts";
import { throttling } from "./throttling.ts";
import { vacancies } from "./vacancies.ts";

/** Everything that is asked of a store. */
export const storeGroups: readonly StoreGroup[] = [
  rotation,
  keysAndIds,
  leasing,
  pacing,
  settling,
  throttling,
  vacancies,
  badInits,
  renewals,
  sweeping,
  resizing,
  reading,
  sharing,
  holding,
];

/** Runs one check on a store of its own. */
export async function checkStore(
  makeStore: MakeStore,
  check: (lab: StoreLab) => Promise<void>,
): Promise<void> {
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const subject = await makeStore({ clock });
  try {
    await check(new StoreLab(subject, clock));
  } finally {
    await subject.close?.();
  }
}

/**
 * Tests a {@link SessionStore} against its contract: order, limits, counters, bindings, vacancies, slots and rests.
 *
 * @param name - title of the tests
 * @param makeStore - makes an empty store for each test
 * @param options - `skip`: why a test does not apply, by the test's name; a name that does not exist is an error
 * @example
 * ```ts
 * import { memoryStore } from "@sessionary/core";
 * import { describeStore } from "@sessionary/testkit/conformance";
 *
 * describeStore("memoryStore", ({ clock }) => ({
 *   store: memoryStore(),
 *   advance: (ms) => clock.advance(ms),
 * }));
 * ```
 */
export function describeStore(
  name: string,
  makeStore: MakeStore,
  options: { readonly skip?: Skips } = {},
): void {
  registerCases(name, storeGroups, options.skip ?? {}, (check) => checkStore(makeStore, check));
}
