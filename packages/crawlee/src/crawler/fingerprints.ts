import type { HttpIdentity } from "@sessionary/identity";
import type { BrowserPoolInternals, Fingerprint, LaunchContext } from "./internals.ts";

const fingerprints = new WeakMap<HttpIdentity, Fingerprint>();

/**
 * The browser fingerprint of a session, the same on all its pages. Crawlee makes one for each browser, in the last of its
 * launch hooks: asked in the name of the session it makes one for that.
 */
export function fingerprintOf(
  identity: HttpIdentity,
  pool: BrowserPoolInternals,
  launchContext: LaunchContext,
): Fingerprint {
  const known = fingerprints.get(identity);
  if (known !== undefined) return known;
  let made = launchContext.fingerprint;
  const asSession = Object.create(launchContext, {
    // Its cache would take the launch of the browser for that of the session.
    session: { value: undefined },
    proxyUrl: { value: undefined },
    extend: {
      value: ({ fingerprint }: { readonly fingerprint: Fingerprint }) => (made = fingerprint),
    },
  }) as LaunchContext;
  pool.preLaunchHooks.at(-1)?.("", asSession);
  if (made === undefined) throw new Error("Crawlee has made no fingerprint");
  fingerprints.set(identity, made);
  return made;
}
