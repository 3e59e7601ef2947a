import { createHttpIdentity } from "@sessionary/identity";
import { LeasedSession } from "./leased-session.ts";

/**
 * What a crawler gets where there is no session: for a request that wants none, for one that none could be had for and that
 * fails with the reason, and for the launch of a browser. It belongs to no pool.
 */
export function noSession(): LeasedSession {
  const state = createHttpIdentity();
  return new LeasedSession({ id: "none", state, uses: 0, errors: 0, createdAt: 0 });
}
