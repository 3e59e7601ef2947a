import type { FleetOptions } from "./fleet.ts";

/** Leases are asked for one by one, or kept by the workers for a while; with one client and with the other. */
export const modes: readonly (readonly [name: string, options: FleetOptions])[] = [
  ["leases asked for one by one (ioredis)", {}],
  ["leases kept for a while (node-redis)", { localLeaseMs: 500, client: "node-redis" }],
];
