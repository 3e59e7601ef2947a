import { withSessionStorage } from "../identity/origins.ts";
import { readSessionStorage } from "../identity/session-storage.ts";
import { unlessGone } from "../identity/unless-gone.ts";
import type { SessionState } from "./browser-state.ts";

/** A page that does not answer for so long is stuck. */
const PATIENCE_MS = 5_000;

/** Notes what the open pages of a session keep in sessionStorage, which goes with them, for when the session is exported. */
export async function keepSessionStorage({ live, identity }: SessionState): Promise<void> {
  if (live === undefined) return;
  const { context } = live;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // What cannot be read is as it was.
  const kept = await unlessGone(readSessionStorage(context), { context, signal }).catch(
    () => undefined,
  );
  if (kept === undefined) return;
  Object.assign(identity, { origins: withSessionStorage(identity.origins, kept) });
}
