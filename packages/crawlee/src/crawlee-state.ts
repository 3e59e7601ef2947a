import type { HttpIdentity } from "@sessionary/identity";

/**
 * What a session of this adapter keeps: `cookies`, `proxy` and `headers`, the `userData` that handlers see as
 * `session.userData`, and what `init` returned beside them.
 */
export type CrawleeState<Extra extends object = object> = HttpIdentity & {
  /** `session.userData` in handlers. Saved with the session as long as it is JSON. */
  userData?: Record<string, unknown>;
} & Extra;
