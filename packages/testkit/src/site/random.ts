/**
 * Decisions of the site are drawn from the seed and the name of the decision, never from a stream shared in order of
 * arrival: what befalls session 7 is the same however its requests interleave with those of other sessions.
 */

/** What names one decision: the kind of decision first, then whose it is. */
export type DrawKey = readonly (string | number)[];

/** A number >= 0 and < 1 that only the seed and the key decide. */
export function draw(seed: string | number, ...key: DrawKey): number {
  return hash(seed, key) / 2 ** 32;
}

/** An integer from `min` to `max`, both included. */
export function drawInteger(
  [min, max]: readonly [number, number],
  seed: string | number,
  ...key: DrawKey
): number {
  return min + Math.floor(draw(seed, ...key) * (max - min + 1));
}

/** A lower-case hexadecimal text of 32 characters, for cookies and tokens. */
export function drawToken(seed: string | number, ...key: DrawKey): string {
  let token = "";
  for (let part = 0; part < 4; part++) {
    token += hash(seed, [...key, part])
      .toString(16)
      .padStart(8, "0");
  }
  return token;
}

/**
 * FNV-1a, then the 32-bit finalizer of MurmurHash3, without which neighbouring session numbers would draw neighbouring
 * values.
 */
function hash(seed: string | number, key: DrawKey): number {
  const text = `${seed}\u0000${key.join("\u0000")}`;
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
