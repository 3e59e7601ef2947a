import {
  aggressiveRetryPolicy,
  aggressiveSessionRetryPolicy,
  defaultRetryPolicy,
  defaultSessionRetryPolicy,
} from "../retry/policies.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";

/** The form of a policy for sessions, where it has one: bans are then the pool's to answer. */
export function toSessionPolicy(policy: RetryPolicy = defaultRetryPolicy): RetryPolicy {
  if (policy === defaultRetryPolicy) return defaultSessionRetryPolicy;
  return policy === aggressiveRetryPolicy ? aggressiveSessionRetryPolicy : policy;
}
