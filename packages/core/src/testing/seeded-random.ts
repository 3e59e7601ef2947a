/**
 * A small random source that gives the same numbers for the same seed: `random` of a pool in tests and simulation. Not for secrets.
 *
 * The generator is mulberry32: 32 bits of state, a period of 2^32.
 *
 * @param seed - any integer; its low 32 bits count
 * @returns numbers in [0, 1)
 */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
