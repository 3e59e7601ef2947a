/** One signal that aborts with the first of two, with its reason. */
export function joinSignals(
  first: AbortSignal | null | undefined,
  second: AbortSignal | null | undefined,
): AbortSignal | null {
  if (first === null || first === undefined) return second ?? null;
  if (second === null || second === undefined || second === first) return first;
  return AbortSignal.any([first, second]);
}
