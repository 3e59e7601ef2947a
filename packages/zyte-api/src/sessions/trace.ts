import type { RetryPolicy } from "../retry/retry-policy.ts";
import type { Patience } from "./life/patience.ts";

/** What the adapter remembers of a query between its attempts; queries that `prepare` makes of it share it. */
export interface Trace {
  /** Whether it begins a session: what it says of that stands. */
  readonly isInit: boolean;
  /** The one it has brought. */
  readonly retryPolicy: RetryPolicy | undefined;
  /** How its session has to be kept; `undefined` where its pool decides. */
  cookieMode: boolean | undefined;
  /** Whether it was sent before, or tried to. */
  isKnown: boolean;
  /** What its retry policy has decided, where it looks for another session, unsent. */
  patience: Patience | undefined;
}

export function newTrace(isInit: boolean, retryPolicy?: RetryPolicy): Trace {
  return { isInit, retryPolicy, cookieMode: undefined, isKnown: false, patience: undefined };
}
