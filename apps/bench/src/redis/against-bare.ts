import { inChild } from "../in-child.ts";
import { inFlight } from "../in-flight.ts";
import { compare, type Comparison } from "../rounds.ts";
import { openBaseline } from "./baseline.ts";
import type { ClientName } from "./clients.ts";
import { scriptsEach, timesOfServer, type ServerTimes } from "./server-work.ts";
import { withRedis } from "./testbed.ts";
import { openWay, type Way, type WayOptions } from "./ways.ts";

/** A way to lease beside bare EVALSHA of the baseline, by the same client. */
export interface AgainstBare {
  /** Nanoseconds a lease, and an EVALSHA. */
  readonly comparison: Comparison;
  /** Commands that went to the server for a lease and its settle; `undefined` where they were not counted. */
  readonly commands?: number | undefined;
  /** Nanoseconds of the server's for a lease and its settle, and for an EVALSHA; `undefined` where it was not asked. */
  readonly server?: ServerTimes | undefined;
}

/** How long it is measured. */
export interface Effort {
  readonly rounds: number;
  readonly roundMs: number;
  /** Leases whose commands are counted, 0 for none. */
  readonly counted: number;
  /** Leases of a round whose time is the server's, 0 for none. */
  readonly timed: number;
}

const EFFORT: Effort = { rounds: 15, roundMs: 250, counted: 0, timed: 0 };

/** In a process of its own, with a server of its own. */
export function againstBare(
  client: ClientName,
  way: Way,
  options: WayOptions,
  effort: Partial<Effort> = {},
): Promise<AgainstBare> {
  return inChild<AgainstBare>(import.meta.url, client, way, options, { ...EFFORT, ...effort });
}

export function measure(
  clientName: ClientName,
  way: Way,
  options: WayOptions,
  { rounds, roundMs, counted, timed }: Effort,
): Promise<AgainstBare> {
  return withRedis(clientName, async (testbed) => {
    const { admin, client } = testbed;
    const { concurrency, sessions } = options;
    const once = await openBaseline(testbed, { name: way, sessions });
    const bare = inFlight(concurrency, once);
    const { repeat, close } = await openWay(client, way, options);
    const comparison = await compare(repeat, bare, { rounds, roundMs, clock: "wall" });
    const commands = counted > 0 ? await scriptsEach(admin, repeat, counted) : undefined;
    const server = timed > 0 ? await timesOfServer(admin, [repeat, bare], timed) : undefined;
    await close();
    return { comparison, commands, server };
  });
}
