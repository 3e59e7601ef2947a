/** A pause of `delayMs` times a random factor in 1 ± `jitter`. Draws nothing where there is no pause. */
export function drawPauseMs(delayMs: number, jitter: number, random: () => number): number {
  return delayMs > 0 ? delayMs * (1 - jitter + 2 * jitter * random()) : 0;
}

/** A life time of `maxAgeMs`, shortened by up to the share `jitter`. */
export function drawLifeMs(maxAgeMs: number, jitter: number, random: () => number): number {
  return maxAgeMs < Number.POSITIVE_INFINITY ? maxAgeMs * (1 - jitter * random()) : maxAgeMs;
}

const DIGITS: readonly number[] = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const DASH = "-".charCodeAt(0);
/** Filled anew for every id. */
const codes: number[] = Array.from({ length: 36 }, () => DASH);

/**
 * A UUID of version 4 (RFC 9562, section 5.4) from the pool's own random source, so that a seed fixes every id. Written at once:
 * a text that is put together of parts keeps them, at ten times the memory.
 */
export function drawId(random: () => number): string {
  let at = 0;
  for (let word = 0; word < 4; word++) {
    let bits = (random() * 0x1_0000_0000) | 0;
    // The third group starts with the version, the fourth with the variant.
    if (word === 1) bits = (bits & 0xffff_0fff) | 0x4000;
    if (word === 2) bits = (bits & 0x3fff_ffff) | 0x8000_0000;
    for (let digit = 0; digit < 8; digit++) {
      if (at === 8 || at === 13 || at === 18 || at === 23) at++;
      codes[at++] = DIGITS[bits >>> 28] ?? DASH;
      bits <<= 4;
    }
  }
  return String.fromCharCode(...codes);
}
