import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Where all servers of this folder listen. */
export const HOST = "127.0.0.1";

/** A cluster node talks to the others on its port and this many more, so that every client and tool finds it. */
export const BUS_OFFSET = 10_000;

/**
 * Below the ports that systems give to outgoing connections (from 32,768 on Linux). A port from there can be taken while a server is down
 * and should come back to it, and a client that knocks at it meanwhile can even be connected to itself.
 */
const FIRST = 10_000;
const COUNT = 32_768 - BUS_OFFSET - FIRST;

/**
 * A port where nobody listens now, nor at these distances from it. Somebody may a moment later: who loses that race asks again.
 *
 * @throws {Error} when all are taken
 */
export async function findFreePort(distances: readonly number[] = []): Promise<number> {
  const start = randomInt(COUNT);
  for (let step = 0; step < COUNT; step++) {
    const port = FIRST + ((start + step) % COUNT);
    const wanted = [port, ...distances.map((distance) => port + distance)];
    const free = await Promise.all(wanted.map(isFree));
    if (free.every(Boolean)) return port;
  }
  throw new Error(`every port from ${FIRST} to ${FIRST + COUNT - 1} is taken`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
