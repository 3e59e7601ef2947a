import type { ZyteOutcome } from "./truth.ts";

/** What an answer means. `isSpoilt`: a plan made a 200 useless. */
export function outcomeOf(
  status: number,
  type: string | undefined,
  isSpoilt: boolean,
): ZyteOutcome {
  if (type?.startsWith("/problem/")) return "session";
  if (status === 520) return "banned";
  if (status === 429 || status === 503) return "throttled";
  if (status >= 500) return "failed";
  if (status >= 400) return "refused";
  return isSpoilt ? "failed" : "ok";
}
