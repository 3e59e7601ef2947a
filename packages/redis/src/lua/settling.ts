import { lua } from "./lua.ts";

/** What a verdict does to a session. */
export const settling: string = lua`
local function countVerdict(session, verdict)
  if verdict == 'ok' then
    if session.errors > 0 then session.errors = math.max(0, session.errors - ERROR_RECOVERY) end
  elseif verdict == 'error' then
    session.errors = session.errors + 1
    if session.errors >= MAX_ERRORS then return 'errors' end
  elseif verdict == 'invalid' then
    session.checkFailures = session.checkFailures + 1
    if session.checkFailures >= MAX_CHECK_FAILURES then return 'check' end
  elseif verdict == 'expired' then
    return 'expired'
  elseif verdict == 'unused' then
    session.uses = session.uses - 1
  end
  return nil
end
-- Leases granted before a rest began do not lengthen it: the answers of one burst are one rest.
-- rarely
local function beginRest(session, fence, retryAfter)
  if fence <= session.restFence then return end
  session.restFence = pool.fence
  session.throttles = session.throttles + 1
  local length = retryAfter or THROTTLE_DELAY * 2 ^ (session.throttles - 1)
  session.readyAt = math.max(session.readyAt, now + math.min(MAX_REST, length))
  takeOut(session)
end
-- Uses that the worker made of one lease, one after the other, all good.
-- rarely
local function countBefore(session, uses)
  session.uses = session.uses + uses
  if session.errors > 0 then session.errors = math.max(0, session.errors - uses * ERROR_RECOVERY) end
end
-- rarely
local function writeState(session, state)
  session.version, session.seenBy = nextFence(), tonumber(WORKER)
  redis.call('HSET', STATES, session.born, state)
  seen(session.slot, session.version)
end
-- Counts a verdict on a live session, and retires it if that was one too many.
local function settleLive(session, verdict, fence, given)
  local isTimeless = verdict ~= 'throttled' and session.readyAt == -INF and not isTimed()
  local at = isTimeless and -INF or now
  if given.usesBefore > 0 then countBefore(session, given.usesBefore) end
  local counted = countVerdict(session, verdict)
  if verdict == 'throttled' then
    beginRest(session, fence, given.retryAfter)
  elseif verdict ~= 'unused' then
    if fence > session.restFence then session.throttles = 0 end
  elseif at > -INF and at < session.leasedAt then
    -- Given back before its first pause was over: that one is left to wait, not another after it.
    session.readyAt = session.leasedAt
  end
  local reason = given.reason ~= '' and given.reason or counted or worn(session, at)
  if reason then return { 'retired', retireSession(session, reason) } end
  if verdict ~= 'unused' then
    session.idleSince = now
  elseif session.leases == 0 and isTimed() then
    watchExpiry(session)
  end
  if given.rank then session.rank = given.rank end
  if given.state ~= '' then writeState(session, given.state) end
  putBack(session, at)
  if session.wanted == 1 then wakePinned(session) end
  return { 'kept', describe(session) }
end
`;
