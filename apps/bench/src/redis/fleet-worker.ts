/**
 * One worker of a fleet, in a process of its own: `fleet-worker.ts <url> <size>` opens the pool that all of them share and sees that it is full. Told a
 * {@link Shift}, it works for so long and answers what it has done.
 */
import { createSessionPool } from "@sessionary/core";
import { redisStore } from "@sessionary/redis";
import { Redis } from "ioredis";
import { openBaseline } from "./baseline.ts";
import { openClient } from "./clients.ts";
import type { Done, Shift } from "./fleet.ts";
import { adapter } from "./sessions.ts";

const [, , url, size] = process.argv;
if (url === undefined || size === undefined || process.send === undefined)
  throw new Error("fleet-worker.ts is started by fleet.ts");
process.once("disconnect", () => process.exit());

const client = await openClient("ioredis", url);
const admin = new Redis(url);
const once = await openBaseline({ ...client, admin }, { name: "fleet", sessions: Number(size) });
const store = redisStore(client.client);
const pool = createSessionPool({ name: "fleet", size: Number(size), adapter, store });
await pool.warm();

const lease = (): Promise<unknown> => pool.use(async () => undefined);

/** What begins in time and ends too late does not count. */
async function work({ what, callers, ms }: Shift): Promise<Done> {
  const act = what === "lease" ? lease : once;
  const endsAt = performance.now() + ms;
  let count = 0;
  const caller = async (): Promise<void> => {
    for (;;) {
      await act();
      if (performance.now() >= endsAt) return;
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { aSecond: (count * 1_000) / ms };
}

process.on("message", (shift: Shift) => {
  // What fails here ends the process, and that is told.
  void work(shift).then((done) => process.send?.(done));
});
process.send("ready");
