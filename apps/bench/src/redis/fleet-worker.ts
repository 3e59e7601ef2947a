/**
 * One worker of a fleet, in a process of its own: `fleet-worker.ts <url> <size>` opens the pool that all of them share and sees that it is full. Told a
 * {@link Shift}, it works for so long and answers what it has done.
 */
import { setMaxListeners } from "node:events";
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

const lease = (signal: AbortSignal): Promise<unknown> =>
  pool.use(() => Promise.resolve(undefined), { signal });

/** What does not end in time does not count. Who waits for a session then goes, so that the next round begins with nobody. */
async function work({ what, callers, ms }: Shift): Promise<Done> {
  const act = what === "lease" ? lease : once;
  const end = new AbortController();
  const { signal } = end;
  setMaxListeners(callers, signal);
  setTimeout(() => end.abort(), ms);
  const endsAt = performance.now() + ms;
  let count = 0;
  const caller = async (): Promise<void> => {
    while (!signal.aborted) {
      await act(signal);
      if (performance.now() < endsAt) count += 1;
    }
  };
  const calling = Array.from({ length: callers }, () =>
    caller().catch((error: unknown) => {
      if (error !== signal.reason) throw error;
    }),
  );
  await Promise.all(calling);
  return { aSecond: (count * 1_000) / ms };
}

process.on("message", (shift: Shift) => {
  // What fails here ends the process, and that is told.
  void work(shift).then((done) => process.send?.(done));
});
process.send("ready");
