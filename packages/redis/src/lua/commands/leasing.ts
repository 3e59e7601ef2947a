import { lua } from "../lua.ts";

export const leaseCommand: string = lua`
reclaimLost()
local answer = lease(readAsk(ARGV[4]))
local woke = wakeWaiting(false)
return finish({ 'leased', woke, answer })
`;

/** Ends a lease, and grants the next one in the same step. */
export const settleCommand: string = lua`
local fence, born, verdict = ARGV[4], ARGV[5], ARGV[6]
local retryAfter, reasonGiven, rank = tonumber(ARGV[7]), ARGV[8], tonumber(ARGV[9])
local baseVersion, state, usesBefore, next = ARGV[10], ARGV[11], tonumber(ARGV[12]), ARGV[13]
local text = 'L' .. fence .. ':' .. born

reclaimLost()
-- Somebody else has written its state meanwhile: the holder merges, and comes again.
if state ~= '' and redis.call('ZSCORE', HELD, text) then
  local session = load(born)
  if session.retired == 0 and session.version ~= tonumber(baseVersion) then
    return finish({ 'conflict', session.version, redis.call('HGET', STATES, born) })
  end
end
if redis.call('ZREM', HELD, text) == 0 then return finish({ 'stale' }) end
local session = load(born)

local function rest(at)
  if tonumber(fence) <= session.restFence then return end
  session.restFence = pool.fence
  session.throttles = session.throttles + 1
  local length = retryAfter or THROTTLE_DELAY * 2 ^ (session.throttles - 1)
  session.readyAt = math.max(session.readyAt, at + math.min(MAX_REST, length))
  takeOut(session)
end
local function count()
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
-- Uses that the worker made of one lease, one after the other, all good.
local function countBefore()
  if usesBefore == 0 then return end
  session.uses = session.uses + usesBefore
  if session.errors > 0 then session.errors = math.max(0, session.errors - usesBefore * ERROR_RECOVERY) end
end
local function settle()
  local isTimeless = not isTimed() and verdict ~= 'throttled' and session.readyAt == -INF
  local at = isTimeless and -INF or now
  countBefore()
  local counted = count()
  if verdict == 'throttled' then
    rest(now)
  elseif verdict ~= 'unused' then
    if tonumber(fence) > session.restFence then session.throttles = 0 end
  elseif at > -INF and at < session.leasedAt then
    -- Given back before its first pause was over: that one is left to wait, not another after it.
    session.readyAt = session.leasedAt
  end
  local reason = reasonGiven ~= '' and reasonGiven or counted or worn(session, at)
  if reason then return { 'retired', retireSession(session, reason) } end
  if verdict ~= 'unused' then
    session.idleSince = now
  elseif session.leases == 0 and isTimed() then
    watchExpiry(session)
  end
  if rank then session.rank = rank end
  if state ~= '' then
    session.version = nextFence()
    redis.call('HSET', STATES, born, state)
    seen(session.slot, session.version)
  end
  putBack(session, at)
  if session.wanted == 1 then wakePinned(session) end
  return { 'kept', describe(session) }
end

returnLease(session)
local outcome
if session.retired == 1 then
  endLateLease(session)
  outcome = { 'late' }
else
  outcome = settle()
end
-- While others wait, a worker goes on with what it has settled for a while, and then lets them.
local answer = nil
if next ~= '' then
  local goesOn = pool.waiting > 0 and outcome[1] == 'kept' and session.streak < STREAK
  answer = lease(readAsk(next), goesOn)
  if loaded[born] then
    session.streak = goesOn and session.streak + 1 or 0
    dirty(session)
  end
end
local woke = wakeWaiting(true)
return finish({ 'settled', woke, outcome, answer })
`;
