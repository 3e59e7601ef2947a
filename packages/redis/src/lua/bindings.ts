import { lua } from "./lua.ts";

/** Which key belongs to which session, in the order of their last use. */
export const bindings: string = lua`
local function boundPrefix(born)
  return born .. ':'
end
local function unbind(key, born)
  redis.call('ZREM', KEYSOF, boundPrefix(born) .. key)
end
-- rarely
local function bind(key, session)
  local before = redis.call('HGET', BOUND, key)
  if before and before ~= session.born then unbind(key, before) end
  redis.call('ZREM', LOST, key)
  redis.call('HSET', BOUND, key, session.born)
  redis.call('ZADD', KEYORDER, nextOrder(), key)
  redis.call('ZADD', KEYSOF, 0, boundPrefix(session.born) .. key)
  session.keyed = 1
  if redis.call('ZCARD', KEYORDER) - 1 > MAX_KEYS then
    local oldest = redis.call('ZPOPMIN', KEYORDER)[1]
    unbind(oldest, redis.call('HGET', BOUND, oldest))
    redis.call('HDEL', BOUND, oldest)
  end
end
-- The session retires: its keys have lost it.
-- rarely
local function release(session)
  if session.keyed == 0 then return end
  local prefix = boundPrefix(session.born)
  local from, to = '[' .. prefix, '(' .. prefix .. '\255'
  for _, each in ipairs(redis.call('ZRANGEBYLEX', KEYSOF, from, to)) do
    local key = string.sub(each, #prefix + 1)
    redis.call('HDEL', BOUND, key)
    redis.call('ZREM', KEYORDER, key)
    redis.call('ZADD', LOST, nextOrder(), key)
  end
  redis.call('ZREMRANGEBYLEX', KEYSOF, from, to)
  session.keyed = 0
  local excess = redis.call('ZCARD', LOST) - 1 - MAX_KEYS
  if excess > 0 then redis.call('ZREMRANGEBYRANK', LOST, 0, excess - 1) end
end
`;
