import { lua } from "./lua.ts";

/** Takes back leases and vacancies that their holders stopped renewing. */
export const reclaim: string = lua`
local function returnLease(session, at)
  session.leases = session.leases - 1
  if session.leases == 0 and session.retired == 0 then pool.leased = pool.leased - 1 end
  dirty(session)
end
-- rarely
local function endLateLease(session)
  if session.leases > 0 then return end
  freeSlot(session.slot)
  drop(session)
end
local function reclaimLease(born)
  local session = load(born)
  if not session then return end
  returnLease(session)
  if session.retired == 1 then return endLateLease(session) end
  session.idleSince = now
  local reason = worn(session, now)
  if reason then retireSession(session, reason) else putBack(session, now) end
end
local function reclaimVacancy(fence, slot)
  endVacancy(fence)
  freeSlot(tonumber(slot))
end
-- rarely
local function takeBack()
  local lost = redis.call('ZRANGEBYSCORE', HELD, '-inf', now, 'LIMIT', 0, 1000)
  for _, text in ipairs(lost) do
    redis.call('ZREM', HELD, text)
    local kind, fence, rest = string.match(text, '^(%a)(%d+):(.*)$')
    if kind == 'L' then reclaimLease(rest) else reclaimVacancy(fence, string.match(rest, '^%d+')) end
  end
  pool.reclaimAt = math.min(scoreOfFirst(HELD), now + LEASE_TIMEOUT)
  if #lost > 0 then wakeWaiting(true) end
end
local function reclaimLost()
  if pool.reclaimAt <= now then takeBack() end
end
`;
