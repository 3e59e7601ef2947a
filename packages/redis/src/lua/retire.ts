import { lua } from "./lua.ts";

/** Sessions leave the pool. What is told of them to this worker, and to the others. */
export const retire: string = lua`
-- What never changes of a session, for a worker that may not know it.
-- rarely
local function introduce(session)
  local told = describe(session)
  told[8], told[9], told[10] = session.id, session.slot, num(session.createdAt)
  told[11] = num(session.expiresAt - now)
  return told
end
-- rarely
local function retireSession(session, reason)
  takeOut(session)
  pool.live = pool.live - 1
  redis.call('HDEL', IDS, session.id)
  session.retired = 1
  release(session)
  -- They are told by the message that it is gone.
  if session.wanted == 1 then unpin(session) end
  forgetExpiry(session)
  if session.renewalOrder > 0 then
    redis.call('ZREM', RENEWALS, member(session.renewalOrder, session.born))
    session.renewalOrder = 0
  end
  -- What was to renew it is now an ordinary vacancy, for the place it left.
  if pool.renewing > 0 and pool.renews == tonumber(session.born) then pool.renewing, pool.renews = 0, 0 end
  local told = introduce(session)
  told[12] = reason
  if session.leases == 0 then
    freeSlot(session.slot)
    drop(session)
  else
    pool.leased = pool.leased - 1
    dirty(session)
  end
  redis.call('PUBLISH', BASE, 'gone ' .. WORKER .. ' ' .. session.born)
  return told
end
-- A limit reached while the session was leased.
local function worn(session, at)
  if session.uses >= MAX_USES then return 'uses' end
  if at >= session.expiresAt then return 'age' end
  return taken() > pool.max and 'resize' or nil
end
`;
