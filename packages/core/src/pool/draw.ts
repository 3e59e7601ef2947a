/** A pause of `delayMs` times a random factor in 1 ± `jitter`. Draws nothing where there is no pause. */
export function drawPauseMs(delayMs: number, jitter: number, random: () => number): number {
  return delayMs > 0 ? delayMs * (1 - jitter + 2 * jitter * random()) : 0;
}

/** A life time of `maxAgeMs`, shortened by up to the share `jitter`. */
export function drawLifeMs(maxAgeMs: number, jitter: number, random: () => number): number {
  return maxAgeMs < Number.POSITIVE_INFINITY ? maxAgeMs * (1 - jitter * random()) : maxAgeMs;
}

/** A UUID of version 4 (RFC 9562, section 5.4) from the pool's own random source, so that a seed fixes every id. */
export function drawId(random: () => number): string {
  const a = hex(random);
  const b = hex(random);
  const c = hex(random);
  const d = hex(random);
  const variant = "89ab".charAt(Math.floor(random() * 4));
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** Eight hexadecimal digits. */
function hex(random: () => number): string {
  return (0x1_0000_0000 + Math.floor(random() * 0x1_0000_0000)).toString(16).slice(1);
}
