import type { FleetOptions } from "./fleet.ts";

/** Leases are asked for one by one, or kept by the workers for a while. */
export const modes: readonly (readonly [name: string, options: FleetOptions])[] = [
  ["leases asked for one by one", {}],
  ["leases kept for a while", { localLeaseMs: 500 }],
];
