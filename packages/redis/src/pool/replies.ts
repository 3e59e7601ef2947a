import type { StoreCounts } from "@sessionary/core";
import type { NewFacts, SessionFacts } from "./remote-session.ts";

/** An answer of a script: texts, in lists. */
export type Reply = readonly unknown[];

/** A number as scripts write it: whole ones as they are, others as text. */
export function numberOf(text: unknown): number {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  return text === "-inf" ? Number.NEGATIVE_INFINITY : Number(text);
}

const INTRODUCED = 7;
const LAST = 11;

/** Reads what is told of a session that is known. */
export function factsOf(told: Reply): SessionFacts {
  const lastLeasedAt = numberOf(told[5]);
  return {
    born: told[0] as string,
    version: Number(told[1]),
    uses: Number(told[2]),
    errors: numberOf(told[3]),
    checkFailures: Number(told[4]),
    lastLeasedAt: Number.isFinite(lastLeasedAt) ? lastLeasedAt : undefined,
    lastUsedAt: Number(told[6]),
  };
}

/** Reads what is told of a session that may not be known; `undefined` when only of a known one. */
export function newFactsOf(told: Reply): NewFacts | undefined {
  if (told.length <= INTRODUCED) return undefined;
  const [id, slot, createdAt, expiresIn] = told.slice(INTRODUCED);
  return {
    ...factsOf(told),
    id: id as string,
    slot: Number(slot),
    createdAt: Number(createdAt),
    expiresInMs: numberOf(expiresIn),
  };
}

/** What comes last: a state as it is stored, or the reason why a session was retired. */
export function lastOf(told: Reply): string {
  return told[LAST] as string;
}

export function countsOf(reply: Reply): StoreCounts {
  const [live = 0, starting = 0, ready = 0, leased = 0, resting = 0, vacancies = 0] = reply
    .slice(1)
    .map(numberOf);
  return { live, starting, ready, leased, resting, vacancies };
}
