import { HASH_KEYS, SORTED_KEYS } from "../layout.ts";
import { lua } from "../lua.ts";

/** Opens a pool, or makes it: the first opener fixes its limits. */
export const openCommand: string = lua`
local limits, isKeeper = ARGV[4], ARGV[7] == '1'
local stored = redis.call('GET', BASE)
local pool
if stored then
  local schema = struct.unpack('<d', stored)
  if schema ~= SCHEMA then return {'schema', fmt(schema)} end
  pool = unpackPool(stored)
  limits = redis.call('GET', LIMITS)
  -- Those that went without a word, and what they have seen.
  local all = redis.call('HGETALL', WORKERS)
  for i = 1, #all, 2 do
    local lastSeenAt = tonumber(all[i + 1])
    if lastSeenAt and lastSeenAt < now - TTL then
      redis.call('HDEL', WORKERS, all[i])
      redis.call('UNLINK', BASE .. ':seen:' .. all[i])
    end
  end
else
  -- What may be left of the pool that was here before: its keys live a little longer.
  redis.call('UNLINK', unpack(POOL_KEYS))
  local time = redis.call('TIME')
  pool = newPool()
  pool.schema, pool.incarnation = SCHEMA, time[1] * 1000000 + time[2]
  pool.min, pool.max = tonumber(ARGV[5]), tonumber(ARGV[6])
  pool.fence, pool.leasedAt, pool.wakeAt, pool.reclaimAt = pool.incarnation, -INF, INF, now + LEASE_TIMEOUT
  redis.call('SET', LIMITS, limits)
  for _, key in ipairs({ ${SORTED_KEYS.map((key) => key.toUpperCase()).join(", ")} }) do
    redis.call('ZADD', key, 'inf', END)
  end
  -- Read by the letters of their members, not by scores: all have the same.
  for _, key in ipairs({ KEYSOF, PINNED }) do redis.call('ZADD', key, 0, END) end
  for _, key in ipairs({ ${[...HASH_KEYS].map((key) => key.toUpperCase()).join(", ")} }) do
    redis.call('HSET', key, END, '')
  end
end
if redis.call('HSET', WORKERS, WORKER, fmt(now)) == 1 and isKeeper then pool.keepers = pool.keepers + 1 end
if not stored then redis.call('SET', BASE, packPool(pool)) end
keepAlive(pool)
redis.call('SETRANGE', BASE, 0, packPool(pool))
return { 'opened', fmt(pool.incarnation), limits, fmt(pool.min), fmt(pool.max) }
`;
