import { defaultRetryPolicy } from "../retry/policies.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";

/** Waits throttling out, and tries nothing else again. */
export const throttlingPolicy: RetryPolicy = {
  name: "throttling only",
  start: () => {
    const decide = defaultRetryPolicy.start();
    return (failure) => (failure.kind === "throttling" ? decide(failure) : undefined);
  },
};
