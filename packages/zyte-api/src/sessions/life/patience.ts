import type { FailedAttempt, RetryDecision, RetryPolicy } from "../../retry/retry-policy.ts";

/** What a retry policy has decided about one query so far. It goes on where the query goes on with another session, unsent. */
export class Patience {
  readonly #policy: RetryPolicy;
  readonly #decide: RetryDecision;
  readonly #onBanIgnored: (policy: RetryPolicy) => void;
  #attempts = 0;

  /** @param onBanIgnored - told of a policy that has a query tried again after a ban */
  constructor(policy: RetryPolicy, onBanIgnored: (policy: RetryPolicy) => void) {
    this.#policy = policy;
    this.#decide = policy.start();
    this.#onBanIgnored = onBanIgnored;
  }

  get name(): string {
    return this.#policy.name;
  }

  decide(failure: FailedAttempt): number | undefined {
    this.#attempts += 1;
    const waitMs = this.#decide({ ...failure, attempts: this.#attempts });
    if (waitMs !== undefined && failure.kind === "download") this.#onBanIgnored(this.#policy);
    return waitMs;
  }
}
