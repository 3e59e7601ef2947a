import type { Connection } from "../connection/connection.ts";
import { registryKey } from "../key.ts";
import { lua } from "../lua/lua.ts";

/** A pool that is in use. */
export interface Registration {
  readonly prefix: string;
  readonly name: string;
  readonly poolTtlMs: number;
}

/** Names of pools, by the time when each will be gone at the latest if nobody uses it from now on. Those whose time has come leave. */
const registerScript = lua`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local name, ttl = ARGV[1], tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local known = redis.call('ZSCORE', KEYS[1], name)
if not known or tonumber(known) < now + ttl then redis.call('ZADD', KEYS[1], now + ttl, name) end
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
return 1
`;

/** Notes that the pool exists. It goes whole, not by its digest: it is sent rarely, and so it is never sent twice. */
export async function register(
  connection: Connection,
  { prefix, name, poolTtlMs }: Registration,
): Promise<void> {
  await connection.eval(registerScript, registryKey(prefix), [name, String(poolTtlMs)]);
}

export async function unregister(
  connection: Connection,
  { prefix, name }: Pick<Registration, "prefix" | "name">,
): Promise<void> {
  await connection.eval("return redis.call('ZREM', KEYS[1], ARGV[1])", registryKey(prefix), [name]);
}

/** The names of all pools, and of some that may be gone. */
export async function registered(connection: Connection, prefix: string): Promise<string[]> {
  const source = "return redis.call('ZRANGE', KEYS[1], 0, -1)";
  return (await connection.eval(source, registryKey(prefix), [])) as string[];
}
