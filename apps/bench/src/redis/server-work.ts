import type { Redis } from "ioredis";
import type { Repeat } from "../rounds.ts";
import { median } from "../statistics.ts";

/** What scripts took of the server, by its own account. */
interface ServerWork {
  readonly calls: number;
  readonly nanoseconds: number;
}

/** What one thing takes of the server, and another. */
export interface ServerTimes {
  readonly subject: number;
  readonly reference: number;
}

/** Scripts the server ran for each of the times. A second as many times are counted, so that starting and ending do not. */
export async function scriptsEach(admin: Redis, repeat: Repeat, times: number): Promise<number> {
  const some = await workOf(admin, () => repeat(times));
  const more = await workOf(admin, () => repeat(2 * times));
  return (more.calls - some.calls) / times;
}

/** Nanoseconds of the server's time for each of the times, of both: medians of seven rounds in turn. */
export async function timesOfServer(
  admin: Redis,
  [subject, reference]: readonly [Repeat, Repeat],
  times: number,
): Promise<ServerTimes> {
  const [subjects, references]: [number[], number[]] = [[], []];
  for (let round = 0; round < 7; round++) {
    references.push((await workOf(admin, () => reference(times))).nanoseconds / times);
    subjects.push((await workOf(admin, () => subject(times))).nanoseconds / times);
  }
  return { subject: median(subjects), reference: median(references) };
}

async function workOf(admin: Redis, work: () => Promise<void>): Promise<ServerWork> {
  await admin.config("RESETSTAT");
  await work();
  const stats = await admin.info("commandstats");
  let [calls, nanoseconds] = [0, 0];
  for (const [, count, usec] of stats.matchAll(
    /^cmdstat_(?:eval|fcall)\w*:calls=(\d+),usec=(\d+)/gm,
  )) {
    calls += Number(count);
    nanoseconds += Number(usec) * 1_000;
  }
  return { calls, nanoseconds };
}
