import type { StateCodec } from "@sessionary/core";
import { createIdentityCodec, type HttpIdentity } from "@sessionary/identity";
import { captureIdentity, type CaptureOptions } from "../identity/capture-identity.ts";
import { SessionState } from "./browser-state.ts";

/** What of a browser goes along when a session is exported, beside its cookies and localStorage. */
export type Capture = Pick<CaptureOptions, "indexedDB" | "sessionStorage">;

/**
 * Saves sessions as identities, as the adapters for HTTP do: each can import what another has exported. A context is opened for
 * an imported session when its first task comes.
 */
export function createStateCodec(capture: Capture, now: () => number): StateCodec<SessionState> {
  const codec = createIdentityCodec({ now });
  return {
    encode: async (state) => {
      const { live, identity } = state;
      const held =
        live === undefined
          ? identity
          : await captureIdentity(live.context, identity, { ...capture, now });
      return codec.encode(withAdded(held, state));
    },
    decode: (json) => {
      const identity = codec.decode(json);
      return withAdded(new SessionState(identity), identity);
    },
    // No `revision`: a browser changes its cookies and its storage unseen.
    merge: (base, mine, theirs) => codec.merge(base, mine, theirs),
  };
}

const OF_IDENTITIES: ReadonlySet<string> = new Set(["cookies", "proxy", "headers", "origins"]);

/** What `init` returned goes along. */
function withAdded<Target extends HttpIdentity | SessionState>(to: Target, from: object): Target {
  const added = Object.entries(from).filter(([key]) => !OF_IDENTITIES.has(key));
  return Object.assign(to, Object.fromEntries(added));
}
