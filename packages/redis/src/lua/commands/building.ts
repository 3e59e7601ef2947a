import { lua } from "../lua.ts";

/** Takes a vacancy and a slot. */
export const reserveCommand: string = lua`
reclaimLost()
local wish = ARGV[4]
local replaces = ''
if wish == 'min' or wish == 'max' then
  if taken() >= pool[wish] then return finish({ 'none' }) end
else
  local replaced = find(string.sub(wish, 2))
  if not replaced or pool.renewing > 0 or taken() > pool.max then return finish({ 'none' }) end
  replaces = replaced.born
end
local fence = nextFence()
if replaces ~= '' then pool.renewing, pool.renews = fence, tonumber(replaces) end
pool.starting = pool.starting + 1
local slot = takeSlot()
hold(vacancyText(fmt(fence), slot, replaces))
return finish({ 'vacancy', fence, slot, replaces, num(math.max(0, pool.gateAt - now)) })
`;

/** Puts a built session in the pool. */
export const fillCommand: string = lua`
reclaimLost()
local fence, slot, replaces = ARGV[4], ARGV[5], ARGV[6]
local built, state = cjson.decode(ARGV[7]), ARGV[8]
if redis.call('ZREM', HELD, vacancyText(fence, slot, replaces)) == 0 then
  -- A client that has lost its connection sends again what it had no answer to: this may be in the pool already.
  local same = find(built.id)
  local isIn = same and same.slot == tonumber(slot) and redis.call('HGET', STATES, same.born) == state
  if isIn then return finish({ 'filled', '0', introduce(same), 0, 0 }) end
  return finish({ 'stale' })
end
endVacancy(fence)
if redis.call('HEXISTS', IDS, built.id) == 1 then
  freeSlot(tonumber(slot))
  return finish({ 'stale', wakeWaiting(true) })
end
pool.badInits = 0
local started = now - built.age
local session = {
  born = fmt(nextFence()), id = built.id, slot = tonumber(slot), uses = built.uses or 0, errors = built.errors or 0,
  checkFailures = built.checkFailures or 0, leases = 0, createdAt = started, expiresAt = started + (built.life or INF),
  idleSince = now - (built.idle or 0), leasedAt = -INF, readyAt = -INF, throttles = 0, restFence = -1,
  rank = built.rank or 0, place = 0, order = 0, restOrder = 0, expiryOrder = 0, renewalOrder = 0, retired = 0,
  keyed = 0, wanted = 0, reserved = 0, streak = 0, seenBy = tonumber(WORKER), isPlain = 0
}
if built.rank == 'inf' then session.rank = INF elseif built.rank == '-inf' then session.rank = -INF end
if built.pause > 0 then session.readyAt = now + built.pause end
session.version = pool.fence
loaded[session.born] = session
dirty(session)
pool.live = pool.live + 1
redis.call('HSET', IDS, session.id, session.born)
redis.call('HSET', STATES, session.born, state)
seen(slot, session.version)

local replaced = nil
local renewed = replaces ~= '' and load(replaces) or nil
if renewed and renewed.retired == 0 then replaced = retireSession(renewed, 'renewed') end
local granted = nil
if built.lease then
  granted = grant(session, readAsk(built.lease), now + built.pause, built.pause)
else
  putIn(session, now)
end
if RENEW_BEFORE > 0 then
  session.renewalOrder = nextOrder()
  redis.call('ZADD', RENEWALS, session.expiresAt - RENEW_BEFORE, member(session.renewalOrder, session.born))
end
-- The first session beyond the smallest size makes those before it possible surplus, too.
if pool.live == pool.min + 1 and isTimed() then
  for _, each in ipairs(bornInOrder()) do
    local other = load(each)
    if other.retired == 0 then watchExpiry(other) end
  end
end
if session.expiryOrder == 0 then watchExpiry(session) end
local woke = wakeWaiting(true)
return finish({ 'filled', woke, introduce(session), granted or 0, replaced or 0 })
`;

/** Gives a vacancy back. */
export const abandonCommand: string = lua`
reclaimLost()
local fence, slot, replaces, outcome = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
if redis.call('ZREM', HELD, vacancyText(fence, slot, replaces)) == 0 then
  return finish({ 'abandoned', '0', pool.badInits })
end
endVacancy(fence)
freeSlot(tonumber(slot))
if outcome == 'bad' then pool.badInits = pool.badInits + 1 end
if outcome == 'later' then pool.gateAt = math.max(pool.gateAt, now + tonumber(ARGV[8])) end
return finish({ 'abandoned', wakeWaiting(true), pool.badInits })
`;

export const forgiveCommand: string = lua`
pool.badInits = 0
return finish({ 'forgiven' })
`;
