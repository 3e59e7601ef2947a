import { ZyteApiError } from "../errors/zyte-api-error.ts";
import type { ZyteNetworkError } from "../errors/zyte-network-error.ts";
import type { ZyteStats } from "./stats.ts";

/** Counts what happens to queries and attempts. */
export class Counters {
  #attempts = 0;
  #succeeded = 0;
  #failed = 0;
  #aborted = 0;
  #throttled = 0;
  #errors = 0;
  #networkErrors = 0;
  #answers = 0;
  #responseMs = 0;
  readonly #statuses = new Map<number, number>();
  readonly #problems = new Map<string, number>();

  /** An attempt is sent. */
  attempt(): void {
    this.#attempts += 1;
  }

  /** An attempt has brought a result. */
  result(ms: number): void {
    this.#answer(200, ms);
  }

  /** An attempt has failed. */
  failure(error: ZyteApiError | ZyteNetworkError, ms: number): void {
    if (!(error instanceof ZyteApiError)) {
      this.#errors += 1;
      this.#networkErrors += 1;
      return;
    }
    this.#answer(error.status, ms);
    if (error.status === 429) this.#throttled += 1;
    else this.#errors += 1;
    if (error.type !== undefined) count(this.#problems, error.type);
  }

  /** A query is over. */
  end(how: "succeeded" | "failed" | "aborted"): void {
    if (how === "succeeded") this.#succeeded += 1;
    else if (how === "failed") this.#failed += 1;
    else this.#aborted += 1;
  }

  snapshot(gauges: Pick<ZyteStats, "running" | "queued" | "resting">): ZyteStats {
    return {
      attempts: this.#attempts,
      succeeded: this.#succeeded,
      failed: this.#failed,
      aborted: this.#aborted,
      throttled: this.#throttled,
      errors: this.#errors,
      networkErrors: this.#networkErrors,
      statuses: Object.fromEntries(this.#statuses),
      problems: Object.fromEntries(this.#problems),
      ...gauges,
      meanResponseMs: ratio(this.#responseMs, this.#answers),
      ratios: {
        throttled: ratio(this.#throttled, this.#attempts),
        errors: ratio(this.#errors, this.#attempts),
        succeeded: ratio(this.#succeeded, this.#succeeded + this.#failed),
      },
    };
  }

  #answer(status: number, ms: number): void {
    this.#answers += 1;
    this.#responseMs += ms;
    count(this.#statuses, status);
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
