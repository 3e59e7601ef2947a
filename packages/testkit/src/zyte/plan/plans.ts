import type { ZyteRequest } from "../ledger/truth.ts";
import type { ZytePlannedAnswer } from "./plan-step.ts";

/** A plan that was laid: how much of it is left, and how to drop the rest. */
export interface ZytePlan {
  /** Steps that have not come up yet. */
  readonly remaining: number;
  /** Forgets the steps that are left. */
  cancel(): void;
}

/** The plans of an emulator, in the order they were laid. */
export class Plans {
  readonly #plans = new Set<{
    readonly steps: ZytePlannedAnswer[];
    readonly matches: (request: ZyteRequest) => boolean;
  }>();

  /** Lays a plan: each of the next requests that match takes a step. */
  add(
    steps: readonly ZytePlannedAnswer[],
    matches: (request: ZyteRequest) => boolean = () => true,
  ): ZytePlan {
    const plan = { steps: [...steps], matches };
    if (plan.steps.length > 0) this.#plans.add(plan);
    return {
      get remaining(): number {
        return plan.steps.length;
      },
      cancel: () => {
        plan.steps.length = 0;
        this.#plans.delete(plan);
      },
    };
  }

  /** The step for a request: the next one of the oldest plan that it matches. */
  take(request: ZyteRequest): ZytePlannedAnswer | undefined {
    for (const plan of this.#plans) {
      if (!plan.matches(request)) continue;
      const step = plan.steps.shift();
      if (plan.steps.length === 0) this.#plans.delete(plan);
      return step;
    }
    return undefined;
  }
}
