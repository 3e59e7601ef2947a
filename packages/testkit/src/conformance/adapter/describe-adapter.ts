import { afterAll } from "vitest";
import { registerCases, type Skips } from "../cases.ts";
import { aborts } from "./aborts.ts";
import { AdapterLab, type AdapterGroup } from "./adapter-lab.ts";
import { bans } from "./bans.ts";
import { bodies } from "./bodies.ts";
import { checkers } from "./checkers.ts";
import { closing } from "./closing.ts";
import { concurrency } from "./concurrency.ts";
import { cookies } from "./cookies.ts";
import { errors } from "./errors.ts";
import type { AdapterHarness, OpaqueRequest } from "./harness.ts";
import { init } from "./init.ts";
import { outages } from "./outages.ts";
import { proxies } from "./proxies.ts";
import { variantsAndKeys } from "./variants-and-keys.ts";

/** Everything that is asked of an adapter. */
export const adapterGroups: readonly AdapterGroup[] = [
  cookies,
  proxies,
  bans,
  outages,
  init,
  checkers,
  variantsAndKeys,
  aborts,
  bodies,
  concurrency,
  errors,
  closing,
];

/** How long one check may take; longer, and something waits for what will never come. */
const PATIENCE_MS = 4_000;

/** Runs one check with sites, proxies and clients of its own. */
export async function checkAdapter(
  harness: AdapterHarness<OpaqueRequest, unknown>,
  check: (lab: AdapterLab) => Promise<void>,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const lab = new AdapterLab(harness);
  let timer: unknown;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const text = `still waiting after ${patienceMs} ms, for what never came`;
      reject(new Error(text, { cause: lab.lastRefusal }));
    }, patienceMs);
  });
  const checking = check(lab);
  // When patience ends, closing refuses what the check waits for: nobody wants to know.
  checking.catch(() => undefined);
  try {
    await Promise.race([checking, tooLong, lab.unexpected]);
  } finally {
    clearTimeout(timer as NodeJS.Timeout);
    await lab.close();
  }
}

/**
 * Tests an adapter against the test site and real proxies: what its sessions are, what its pools believe of them, and what the site
 * really saw.
 *
 * @param name - title of the tests
 * @param harness - how to make a client of the adapter, and its requests
 * @param options - `skip`: why a test does not apply, by the test's name; a name that does not exist is an error. `patienceMs`: how long
 *   one test may take, 4,000 by default; longer for a browser
 */
export function describeAdapter<Request, Response>(
  name: string,
  harness: AdapterHarness<Request, Response>,
  options: { readonly skip?: Skips; readonly patienceMs?: number } = {},
): void {
  const opaque = harness as unknown as AdapterHarness<OpaqueRequest, unknown>;
  registerCases(name, adapterGroups, options.skip ?? {}, (check) =>
    checkAdapter(opaque, check, options.patienceMs),
  );
  afterAll(() => opaque.close?.());
}
