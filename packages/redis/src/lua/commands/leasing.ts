import { lua } from "../lua.ts";

export const leaseCommand: string = lua`
reclaimLost()
local answer = lease(readAsk(ARGV[4]))
local woke = wakeWaiting(false)
return finish({ 'leased', woke, answer })
`;

/** Ends a lease, and grants the next one in the same step. */
export const settleCommand: string = lua`
local fence, born, verdict, next = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
-- What is not usual comes last, and is left out.
local given = {
  retryAfter = tonumber(ARGV[8]), reason = ARGV[9] or '', rank = tonumber(ARGV[10]), state = ARGV[11] or '',
  version = tonumber(ARGV[12]), usesBefore = tonumber(ARGV[13]) or 0
}
local text = 'L' .. fence .. ':' .. born

reclaimLost()
-- Somebody else has written its state meanwhile: the holder merges, and comes again.
if given.state ~= '' and redis.call('ZSCORE', HELD, text) then
  local session = load(born)
  if session.retired == 0 and session.version ~= given.version then
    return finish({ 'conflict', session.version, redis.call('HGET', STATES, born) })
  end
end
if redis.call('ZREM', HELD, text) == 0 then return finish({ 'stale' }) end

local session = load(born)
returnLease(session)
local outcome
if session.retired == 1 then
  endLateLease(session)
  outcome = { 'late' }
else
  outcome = settleLive(session, verdict, tonumber(fence), given)
end
-- While others wait, a worker goes on with what it has settled for a while, and then lets them.
local answer = nil
if next ~= '' then
  local goesOn = pool.waiting > 0 and outcome[1] == 'kept' and session.streak < STREAK
  answer = lease(readAsk(next), goesOn)
  session.streak = goesOn and session.streak + 1 or 0
end
local woke = wakeWaiting(true)
return finish({ 'settled', woke, outcome, answer })
`;
