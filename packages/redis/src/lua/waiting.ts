import { lua } from "./lua.ts";

/**
 * Workers whose callers wait, first come first served. One that comes later is refused while there are not more free sessions than workers before
 * it; one that is freed wakes the first.
 */
export const waiting: string = lua`
local function leaveQueue(worker)
  if redis.call('ZREM', WAITING, worker) == 1 then pool.waiting = pool.waiting - 1 end
  redis.call('ZREM', WOKEN, worker)
end
-- rarely
local function joinQueue()
  if not redis.call('ZSCORE', WAITING, WORKER) then
    redis.call('ZADD', WAITING, nextOrder(), WORKER)
    pool.waiting = pool.waiting + 1
  end
  redis.call('ZREM', WOKEN, WORKER)
end
local function dropSleepers()
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', WOKEN, '-inf', now)) do leaveQueue(worker) end
end
-- rarely
local function isFirst()
  dropSleepers()
  local mine = redis.call('ZSCORE', WAITING, WORKER)
  local before = redis.call('ZCOUNT', WAITING, '-inf', '(' .. (mine or 'inf'))
  return rotationCount() > before
end
local function isOurTurn()
  return pool.waiting == 0 or isFirst()
end
-- This worker may be among them: whether its callers still wait, only its next message tells.
-- rarely
local function wakeFirst(hasChanged)
  local count = rotationCount()
  if count == 0 and hasChanged then count = 1 end
  if count == 0 then return '0' end
  for _, worker in ipairs(redis.call('ZRANGE', WAITING, 0, count - 1)) do
    if worker ~= END and not redis.call('ZSCORE', WOKEN, worker) then
      redis.call('ZADD', WOKEN, now + TURN, worker)
      redis.call('PUBLISH', BASE .. ':w:' .. worker, 'wake')
    end
  end
  return redis.call('ZCARD', WOKEN) > 1 and '1' or '0'
end
-- Wakes as many as can be served, and one at least if something else has changed. Answers whether somebody is to come.
local function wakeWaiting(hasChanged)
  return pool.waiting == 0 and '0' or wakeFirst(hasChanged)
end
-- Answers the workers that waited for this very session, and forgets them.
-- rarely
local function unpin(session)
  session.wanted = 0
  local prefix = session.born .. ':'
  local from, to = '[' .. prefix, '(' .. prefix .. '\255'
  local workers = {}
  for _, each in ipairs(redis.call('ZRANGEBYLEX', PINNED, from, to)) do
    workers[#workers + 1] = string.sub(each, #prefix + 1)
  end
  redis.call('ZREMRANGEBYLEX', PINNED, from, to)
  return workers
end
-- Who waits for this very session comes first: it is kept for them for a moment.
-- rarely
local function wakePinned(session)
  local others = false
  for _, worker in ipairs(unpin(session)) do
    if worker ~= WORKER then
      others = true
      redis.call('PUBLISH', BASE .. ':w:' .. worker, 'wake')
    end
  end
  if others and session.place == 1 and session.leases == 0 then
    takeOut(session)
    session.readyAt, session.reserved = now + TURN / 4, 1
    putIn(session, now)
  end
end
-- rarely
local function pin(session)
  redis.call('ZADD', PINNED, 0, session.born .. ':' .. WORKER)
  session.wanted = 1
  dirty(session)
end
-- A worker that does not hear this has lost its connection for messages.
local function pingSelf()
  redis.call('PUBLISH', BASE .. ':w:' .. WORKER, 'ping')
end
-- Workers that keep leases for themselves are asked to share, not more often than they can answer: all of them, and nobody heeds what it has
-- asked itself.
-- rarely
local function askToShare()
  local worker, isNew = tonumber(WORKER), now >= pool.askedAt + 20
  if pool.keepers == 0 or not (isNew or pool.askedBy ~= 0 and pool.askedBy ~= worker) then return end
  pool.askedBy = isNew and worker or 0
  pool.askedAt = now
  redis.call('PUBLISH', BASE, 'share ' .. WORKER)
end
`;
