import { lua } from "./lua.ts";

/** The server's time: the only clock that counts. Tests bring their own. */
export const time: string = lua`
local function fmt(number)
  return string.format('%.17g', number)
end
-- Whole numbers travel as they are, which costs nothing; others as text, so that nothing is cut off.
local function num(number)
  return number % 1 == 0 and number or fmt(number)
end

local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** Gives time to live, to a pool that is used: now and then, for that costs as much as all else. */
export const keepAlive: string = lua`
-- Workers may differ in how long they want it to live. Its parts are given time with it, and never less.
-- rarely
local function giveTime(pool)
  pool.aliveUntil = now + POOL_TTL
  for _, key in ipairs(POOL_KEYS) do redis.call('PEXPIRE', key, TTL) end
  redis.call('PEXPIRE', BASE, POOL_TTL)
end
local function keepAlive(pool)
  if pool.aliveUntil > now + POOL_TTL - TOUCH_AFTER then return false end
  giveTime(pool)
  return true
end
`;

/** The pool as it is stored. */
export const getPool: string = lua`
local stored = redis.call('GET', BASE)
if not stored then return {'gone'} end
`;

/** Reads it. One that was made again since this worker opened it is not touched. */
export const readPool: string = lua`
if struct.unpack('<d', stored) ~= SCHEMA then return {'schema', fmt((struct.unpack('<d', stored)))} end
local pool = unpackPool(stored)
if pool.incarnation ~= tonumber(ARGV[1]) then return {'gone'} end
`;

/** Where things stand in the pool's orders. */
export const orders: string = lua`
-- What this worker has seen of a slot. Whoever has such a key is among the workers, or it would be found by nobody.
-- rarely
local function seen(slot, version)
  if redis.call('HSET', SEEN, slot, version) == 0 then return end
  redis.call('PEXPIRE', SEEN, TTL)
  redis.call('HSET', WORKERS, WORKER, fmt(now))
end
local function nextOrder()
  pool.order = pool.order + 1
  return pool.order
end
-- Grows even if the latest writes were lost in a failover: it is never behind the clock, in microseconds.
local function nextFence()
  pool.fence = math.max(pool.fence + 1, now * 1000)
  return pool.fence
end
-- A place in an order, for members of sorted sets: equal scores come in the order they were given.
local function member(order, born)
  return string.format('%016.0f:%s', order, born)
end
local function bornOf(text)
  return string.sub(text, 18)
end
local function scoreOfFirst(key)
  return tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
end
`;

/** Sessions are read once and written once, at the end. They are named by the fence they were born with: ids may come again. */
export const sessions: string = lua`
local loaded, changed = {}, {}

local function load(born)
  local session = loaded[born]
  if session == nil then
    local blob = redis.call('HGET', RECORDS, born)
    if not blob then return nil end
    session = unpackSession(blob)
    session.born = born
    loaded[born] = session
  end
  return session
end
local function find(id)
  local born = redis.call('HGET', IDS, id)
  return born and load(born) or nil
end
local function drop(session)
  loaded[session.born], session.isDropped = false, true
  redis.call('HDEL', RECORDS, session.born)
  redis.call('HDEL', STATES, session.born)
end
local function dirty(session)
  if session.isDirty then return end
  session.isDirty = true
  changed[#changed + 1] = session
end

local function bornInOrder()
  local all = {}
  for _, born in ipairs(redis.call('HKEYS', RECORDS)) do
    if born ~= END then all[#all + 1] = born end
  end
  table.sort(all, function(one, other) return tonumber(one) < tonumber(other) end)
  return all
end
-- 1 where there is nothing about a session that a usual lease would have to heed.
local function isPlain(session)
  local blame = session.errors + session.checkFailures + session.throttles
  local heed = session.retired + session.wanted + session.streak
  return blame + heed == 0 and session.readyAt == -INF and 1 or 0
end
local function finish(reply)
  local fields = {}
  for _, session in ipairs(changed) do
    if not session.isDropped then
      session.isPlain = isPlain(session)
      local at = #fields
      fields[at + 1], fields[at + 2] = session.born, packSession(session) .. session.id
    end
  end
  for first = 1, #fields, 1000 do
    redis.call('HSET', RECORDS, unpack(fields, first, math.min(first + 999, #fields)))
  end
  if keepAlive(pool) then redis.call('PEXPIRE', SEEN, TTL) end
  -- Written in place: it keeps its time to live.
  redis.call('SETRANGE', BASE, '0', packPool(pool))
  return reply
end
`;
