import type { StoreCounts } from "@sessionary/core";
import type { SessionFacts } from "./remote-session.ts";

/** An answer of a script: texts, in lists. */
export type Reply = readonly unknown[];

/** A number as scripts write it. */
export function numberOf(text: unknown): number {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  return text === "-inf" ? Number.NEGATIVE_INFINITY : Number(text);
}

/** A session and its state, if that was told. */
export interface ToldSession extends SessionFacts {
  readonly text: string | undefined;
}

const FACTS = 10;

/** Reads what `describe` and `show` tell. */
export function sessionOf(told: Reply): ToldSession {
  const lastLeasedAt = numberOf(told[7]);
  const text = told[FACTS];
  return {
    born: told[0] as string,
    id: told[1] as string,
    slot: Number(told[2]),
    uses: Number(told[3]),
    errors: numberOf(told[4]),
    checkFailures: Number(told[5]),
    createdAt: Number(told[6]),
    lastLeasedAt: Number.isFinite(lastLeasedAt) ? lastLeasedAt : undefined,
    lastUsedAt: Number(told[8]),
    version: told[9] as string,
    text: typeof text === "string" ? text : undefined,
  };
}

/** Why a session that left was told to leave comes after what it was. */
export function reasonOf(told: Reply): string {
  return told[FACTS] as string;
}

export function countsOf(reply: Reply): StoreCounts {
  const [live = 0, starting = 0, ready = 0, leased = 0, resting = 0, vacancies = 0] = reply
    .slice(1)
    .map(numberOf);
  return { live, starting, ready, leased, resting, vacancies };
}
