import { lua } from "./lua.ts";

/** When sessions outlive a limit: looked at when the earliest of their limits could be over. */
export const expiry: string = lua`
-- Whether sessions can outlive anything.
local function isTimed()
  return MAX_AGE < INF or MAX_IDLE < INF or pool.min < pool.max
end
local function outlived(session)
  if now >= session.expiresAt then return 'age' end
  if session.leases == 0 and now >= session.idleSince + MAX_IDLE then return 'idle' end
  return nil
end
local function isOver(session)
  local surplus = pool.live > pool.min and now >= session.idleSince + SHRINK_AFTER
  return outlived(session) or (surplus and 'surplus') or nil
end
local function forgetExpiry(session)
  if session.expiryOrder == 0 then return end
  redis.call('ZREM', EXPIRY, member(session.expiryOrder, session.born))
  session.expiryOrder = 0
end
-- rarely
local function watchExpiry(session)
  forgetExpiry(session)
  dirty(session)
  if not isTimed() then return end
  local idle = MAX_IDLE
  if pool.live > pool.min then idle = math.min(MAX_IDLE, SHRINK_AFTER) end
  local ends
  if session.leases == 0 then
    ends = math.min(session.expiresAt, session.idleSince + idle)
  else
    -- A leased session is not idle, and if it is too old its settle will find out.
    local age = session.expiresAt > now and session.expiresAt or INF
    ends = math.min(age, now + math.max(1, idle))
  end
  if ends == INF then return end
  session.expiryOrder = nextOrder()
  redis.call('ZADD', EXPIRY, ends, member(session.expiryOrder, session.born))
end
`;
