import type { Launch } from "./launch.ts";
import { RunningServer } from "./running-server.ts";

/**
 * Starts servers that belong together, side by side.
 *
 * @throws {Error} the first failure, when all the others are closed
 */
export async function startAll(launches: readonly Launch[]): Promise<readonly RunningServer[]> {
  const starting = launches.map((launch) => RunningServer.start(launch));
  try {
    return await Promise.all(starting);
  } catch (error) {
    const settled = await Promise.allSettled(starting);
    await closeAll(settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
    throw error;
  }
}

/** Closes them side by side. */
export async function closeAll(servers: readonly RunningServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()));
}
