import type { FailedAttempt, RetryDecision, RetryPolicy } from "../../retry/retry-policy.ts";

/** What a retry policy has decided about one query so far. It goes on where the query goes on with another session, unsent. */
export class Patience {
  readonly name: string;
  readonly #decide: RetryDecision;
  #attempts = 0;

  constructor(policy: RetryPolicy) {
    this.name = policy.name;
    this.#decide = policy.start();
  }

  decide(failure: FailedAttempt): number | undefined {
    this.#attempts += 1;
    return this.#decide({ ...failure, attempts: this.#attempts });
  }
}
