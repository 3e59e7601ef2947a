import type { Redis } from "ioredis";
import type { Repeat } from "../rounds.ts";
import { median } from "../statistics.ts";

/** What scripts took of the server, by its own account. */
interface ServerWork {
  readonly calls: number;
  readonly microseconds: number;
}

/** Scripts the server ran for each of the times. A second as many times are counted, so that starting and ending do not. */
export async function scriptsEach(admin: Redis, repeat: Repeat, times: number): Promise<number> {
  const some = await workOf(admin, () => repeat(times));
  const more = await workOf(admin, () => repeat(2 * times));
  return (more.calls - some.calls) / times;
}

/** Nanoseconds of the server's time for each of the times: the median of seven rounds. */
export async function serverTimes(
  admin: Redis,
  repeats: readonly Repeat[],
  times: number,
): Promise<readonly number[]> {
  const rounds: number[][] = repeats.map(() => []);
  for (let round = 0; round < 7; round++) {
    for (const [index, repeat] of repeats.entries()) {
      const { microseconds } = await workOf(admin, () => repeat(times));
      rounds[index]?.push((microseconds * 1_000) / times);
    }
  }
  return rounds.map(median);
}

async function workOf(admin: Redis, work: () => Promise<void>): Promise<ServerWork> {
  await admin.config("RESETSTAT");
  await work();
  const stats = await admin.info("commandstats");
  let [calls, microseconds] = [0, 0];
  for (const [, count, usec] of stats.matchAll(
    /^cmdstat_(?:eval|fcall)\w*:calls=(\d+),usec=(\d+)/gm,
  )) {
    calls += Number(count);
    microseconds += Number(usec);
  }
  return { calls, microseconds };
}
