/**
 * The key of a pool, which the keys of its parts begin with. The braces are its hash tag: all of them are in one slot of a cluster (Redis cluster
 * specification, "Hash tags"). Braces in names would end it too early, and an empty one is none: a percent sign alone encodes nothing else.
 */
export function poolKey(prefix: string, name: string): string {
  return `${prefix}:{${name === "" ? "%" : encodeURIComponent(name)}}`;
}

/** Which pools there are. */
export function registryKey(prefix: string): string {
  return `${prefix}:pools`;
}
