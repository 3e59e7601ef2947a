import { lua } from "./lua.ts";

/** Which sessions may be leased now, and which pause or rest, and until when. */
export function availability(isRanked: boolean): string {
  return lua`
local function takeOut(session)
  if session.place == 1 then
    rotationRemove(session)
  elseif session.place == 2 then
    redis.call('ZREM', RESTING, member(session.restOrder, session.born))
  end
  session.place = 0
end
-- Adds a session that is nowhere, unless it is full or worn.
local function putIn(session, at)
  dirty(session)
  if session.leases >= MAX_CONCURRENCY or session.uses >= MAX_USES then return end
  if session.readyAt > at then
    session.place, session.restOrder = 2, nextOrder()
    redis.call('ZADD', RESTING, session.readyAt, member(session.restOrder, session.born))
    pool.wakeAt = math.min(pool.wakeAt, session.readyAt)
  else
    session.place = 1
    rotationAdd(session)
  end
end
-- Puts a session that was settled where it belongs; one that others may lease meanwhile keeps its turn.
local function putBack(session, at)
  if session.place == 1 and not ${String(isRanked)} then return end
  takeOut(session)
  putIn(session, at)
end
-- rarely
local function bringBack()
  for _, each in ipairs(redis.call('ZRANGEBYSCORE', RESTING, '-inf', now, 'LIMIT', 0, 1000)) do
    local session = load(bornOf(each))
    redis.call('ZREM', RESTING, each)
    session.readyAt, session.reserved, session.place = -INF, 0, 1
    rotationAdd(session)
    dirty(session)
  end
  pool.wakeAt = scoreOfFirst(RESTING)
end
-- Brings back those whose pause or rest is over, not so many that all others wait for it.
local function wakeResting()
  if pool.wakeAt <= now then bringBack() end
end
`;
}
