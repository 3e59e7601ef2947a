type Random = () => number;

const SECOND = 1000;

/** 20 to 40 s after the first two attempts, then 30 s and up to 10 minutes more, twice as much each time. */
export function throttlingWait(attempts: number, random: Random): number {
  return attempts <= 2
    ? uniform(20, 40, random)
    : uniform(30, 30 + Math.min(600, 2 ** (attempts - 1)), random);
}

/** 3 to 7 s, and up to 55 s more, twice as much each time. */
export function failureWait(attempts: number, random: Random): number {
  return uniform(3, 7, random) + uniform(0, Math.min(55, 2 ** (attempts - 1)), random);
}

function uniform(from: number, to: number, random: Random): number {
  return (from + (to - from) * random()) * SECOND;
}
