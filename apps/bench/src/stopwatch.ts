/**
 * - `"own"`: what this process would take alone, at most: the shorter of the time that passed and the CPU time of all its threads. A process that never
 *   waits cannot take longer than its CPU time, so others on the machine stretch this one little; what the garbage collector does
 *   beside the program counts.
 * - `"wall"`: the time that passed.
 */
export type ClockKind = "own" | "wall";

/** Starts to measure; the result answers how long it has been, milliseconds. */
export function stopwatch(kind: ClockKind): () => number {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const passedMs = performance.now() - startedAt;
    if (kind === "wall") return passedMs;
    const { user, system } = process.cpuUsage(cpu);
    return Math.min(passedMs, (user + system) / 1000);
  };
}
