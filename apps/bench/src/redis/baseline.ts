import type { Redis } from "ioredis";
import type { Testbed } from "./testbed.ts";

/** The least that a pool in Redis has to do: takes the session that is due, puts it back in the order, counts its use. */
const SCRIPT = `
local session = redis.call('ZPOPMIN', KEYS[1])[1]
redis.call('ZADD', KEYS[1], ARGV[1], session)
redis.call('HINCRBY', KEYS[2], session, 1)
return session`;

const PAGE = 1_000;

/** A bare EVALSHA of that script, on so many sessions; `name` tells them from others. */
export async function openBaseline(
  { evalSha, admin }: Pick<Testbed, "evalSha" | "admin">,
  { name, sessions }: { readonly name: string; readonly sessions: number },
): Promise<() => Promise<void>> {
  const sha = (await admin.script("LOAD", SCRIPT)) as string;
  const [order, uses] = [`{baseline ${name}}:order`, `{baseline ${name}}:uses`];
  await fill(admin, order, sessions);
  let turn = sessions;
  return async () => {
    const session = await evalSha(sha, [order, uses], [String(turn++)]);
    if (typeof session !== "string") throw new Error(`expected a session, got ${String(session)}`);
  };
}

async function fill(admin: Redis, key: string, sessions: number): Promise<void> {
  for (let first = 0; first < sessions; first += PAGE) {
    const count = Math.min(PAGE, sessions - first);
    const members = Array.from({ length: count }, (_, i) => [first + i, `session ${first + i}`]);
    await admin.zadd(key, ...members.flat());
  }
}
