import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { HOST } from "../ports.ts";
import type { Launch } from "../server/launch.ts";
import type { RedisServer } from "../server/redis-server.ts";

/** A file, since a sentinel writes down in it whom it has found. */
const FILE = "sentinel.conf";

/** A sentinel that watches a master. */
export function sentinelLaunch(options: {
  readonly program: string;
  readonly name: string;
  readonly master: RedisServer;
  readonly quorum: number;
  readonly downAfterMs: number;
}): Launch {
  const { program, name, master, quorum, downAfterMs } = options;
  return {
    program,
    dir: undefined,
    port: undefined,
    distances: [],
    args: () => [FILE, "--sentinel"],
    prepare: async (dir, port) => {
      const lines = [
        `port ${port}`,
        `bind ${HOST}`,
        `sentinel monitor ${name} ${master.host} ${master.port} ${quorum}`,
        `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
        // After a failover that came to nothing it waits twice as long.
        `sentinel failover-timeout ${name} ${downAfterMs * 5}`,
      ];
      await writeFile(join(dir, FILE), `${lines.join("\n")}\n`);
    },
    readyText: "+monitor master",
  };
}
