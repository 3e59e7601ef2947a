import type { RetryPolicy } from "../retry/retry-policy.ts";

/** Something that works, but not as it was probably meant. */
export interface ZyteWarning {
  /**
   * - `CONTEXT_PARAMETERS_DIFFER`: one `sessionContext` was used with different `sessionContextParameters`;
   * - `RESPONSE_COOKIES_FORCED`: a query of a session that is kept by cookies said `responseCookies: false`;
   * - `BAN_RETRIED`: a retry policy has queries tried again with a session that was banned, instead of leaving that to the pool.
   */
  readonly code: "CONTEXT_PARAMETERS_DIFFER" | "RESPONSE_COOKIES_FORCED" | "BAN_RETRIED";
  readonly message: string;
}

/** Who is warned. */
export type WarningListener = (warning: ZyteWarning) => void;

/** Warns as Node does: on standard error, unless the process listens. */
export function warnOnProcess({ code, message }: ZyteWarning): void {
  process.emitWarning(message, { type: "ZyteApiWarning", code });
}

/** Warns of a policy that is not made for sessions, once. */
export function warnOfIgnoredBans(warn: WarningListener): (policy: RetryPolicy) => void {
  const known = new WeakSet<RetryPolicy>();
  return (policy) => {
    if (known.has(policy)) return;
    known.add(policy);
    const what = "tries queries again after a 520 or 521, with the session that was banned";
    const message = `retryPolicy ${policy.name} ${what}: its pool hears of the last ban only, and three in a row end a session`;
    warn({ code: "BAN_RETRIED", message });
  };
}
