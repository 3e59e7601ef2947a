/** A pause of `delayMs` times a random factor in 1 ± `jitter`. Draws nothing where there is no pause. */
export function drawPauseMs(delayMs: number, jitter: number, random: () => number): number {
  return delayMs > 0 ? delayMs * (1 - jitter + 2 * jitter * random()) : 0;
}

/** A life time of `maxAgeMs`, shortened by up to the share `jitter`. */
export function drawLifeMs(maxAgeMs: number, jitter: number, random: () => number): number {
  return maxAgeMs < Number.POSITIVE_INFINITY ? maxAgeMs * (1 - jitter * random()) : maxAgeMs;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  (byte + 256).toString(16).slice(1),
);

/** A UUID of version 4 (RFC 9562, section 5.4) from the pool's own random source, so that a seed fixes every id. */
export function drawId(random: () => number): string {
  const a = bits(random);
  const b = bits(random);
  const c = bits(random);
  const d = bits(random);
  const version = (b & 0xffff_0fff) | 0x4000;
  const variant = (c & 0x3fff_ffff) | 0x8000_0000;
  return `${hex(a >>> 16)}${hex(a)}-${hex(b >>> 16)}-${hex(version)}-${hex(variant >>> 16)}-${hex(c)}${hex(d >>> 16)}${hex(d)}`;
}

/** 32 random bits. */
function bits(random: () => number): number {
  return (random() * 0x1_0000_0000) | 0;
}

/** The lower 16 bits as four digits. */
function hex(value: number): string {
  return `${HEX[(value >>> 8) & 0xff]}${HEX[value & 0xff]}`;
}
