import type { Contender, FullPool } from "./contender.ts";

const LOADERS = {
  ring: async () => (await import("./ring.ts")).ring,
  queue: async () => (await import("./queue.ts")).queue,
  sessionary: async () => (await import("./sessionary.ts")).sessionary,
  "lightning-pool": async () => (await import("./lightning.ts")).lightning,
  "generic-pool": async () => (await import("./generic.ts")).generic,
  tarn: async () => (await import("./tarn.ts")).tarn,
  crawlee: async () => (await import("./crawlee.ts")).crawlee,
} satisfies Record<string, () => Promise<Contender>>;

export type ContenderName = keyof typeof LOADERS;

/** Loads the one that is measured, and none of the others. */
export function contenderNamed(name: ContenderName): Promise<Contender> {
  return LOADERS[name]();
}

/** A full pool of which nothing is taken. */
export async function openPool(name: ContenderName, size: number): Promise<FullPool> {
  const contender = await contenderNamed(name);
  const giveBack = await contender.fill(size);
  return giveBack();
}
