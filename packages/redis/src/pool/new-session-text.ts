import type { NewSession } from "@sessionary/core";
import { askText } from "./ask-text.ts";

/** What `fill` reads. JSON knows no endless numbers: what ends never is left out. */
export function newSessionText<State>(built: NewSession<State>): string {
  const { id, ageMs, idleMs, lifeMs, pauseMs, rank, lease, counters } = built;
  return JSON.stringify({
    id,
    age: ageMs,
    idle: idleMs,
    life: Number.isFinite(lifeMs) ? lifeMs : undefined,
    pause: pauseMs,
    rank: rank === undefined || Number.isFinite(rank) ? rank : rank > 0 ? "inf" : "-inf",
    lease: lease && askText(lease),
    ...counters,
  });
}
