import { lua } from "../lua.ts";

/** Keeps leases and vacancies; answers the numbers of those that are lost. */
export const renewCommand: string = lua`
reclaimLost()
local lost = {}
for i = 4, #ARGV do
  -- Taken out first: a full server lets those scripts write that begin by making room.
  if redis.call('ZREM', HELD, ARGV[i]) == 1 then hold(ARGV[i]) else lost[#lost + 1] = i - 4 end
end
redis.call('HSET', WORKERS, WORKER, fmt(now))
redis.call('PEXPIRE', SEEN, TTL)
pingSelf()
return finish({ 'renewed', lost })
`;

/** Takes a session out of the pool for good. */
export const retireCommand: string = lua`
reclaimLost()
local session = find(ARGV[4])
if not session then return finish({ 'none' }) end
local told = retireSession(session, ARGV[5])
return finish({ 'retired', wakeWaiting(true), told })
`;

/** Replaces the state of a session. */
export const patchCommand: string = lua`
local session = find(ARGV[4])
if not session then return { 'none' } end
session.version, session.seenBy = nextFence(), tonumber(WORKER)
redis.call('HSET', STATES, session.born, ARGV[5])
seen(session.slot, session.version)
dirty(session)
return finish({ 'patched', session.born, session.version })
`;

/** Retires every idle session that has outlived a limit, and says when to look again. */
export const sweepCommand: string = lua`
reclaimLost()
local retired = {}
for _ = 1, 10000 do
  local first = redis.call('ZRANGE', EXPIRY, 0, 0, 'WITHSCORES')
  if tonumber(first[2]) > now then break end
  local session = load(bornOf(first[1]))
  local reason = session.leases == 0 and isOver(session) or nil
  if reason then retired[#retired + 1] = retireSession(session, reason) else watchExpiry(session) end
end
local woke = #retired > 0 and wakeWaiting(true) or '0'
local nextIn = math.max(0, scoreOfFirst(EXPIRY) - now)
local renew, onUse = 0, '0'
local first = redis.call('ZRANGE', RENEWALS, 0, 0, 'WITHSCORES')
if first[1] ~= END and pool.renewing == 0 then
  local renewIn = tonumber(first[2]) - now
  if renewIn > 0 then
    nextIn = math.min(nextIn, renewIn)
  else
    local idle = pool.leased > 0 and 0 or now - pool.leasedAt
    if idle <= RENEW_BEFORE then renew = show(load(bornOf(first[1]))) else onUse = '1' end
  end
end
return finish({ 'swept', woke, retired, num(nextIn), renew, onUse })
`;

/** Writes a new size, and retires what is too much. */
export const resizeCommand: string = lua`
reclaimLost()
local wasTimed = isTimed()
pool.min, pool.max = tonumber(ARGV[4]), tonumber(ARGV[5])
local retired = {}
local all = bornInOrder()
for _, born in ipairs(all) do
  if taken() <= pool.max then break end
  local session = load(born)
  if session.leases == 0 and session.retired == 0 then retired[#retired + 1] = retireSession(session, 'resize') end
end
if wasTimed or isTimed() then
  for _, born in ipairs(all) do
    local session = load(born)
    if session and session.retired == 0 then
      if not wasTimed then session.idleSince = now end
      watchExpiry(session)
    end
  end
end
redis.call('PUBLISH', BASE, 'size ' .. WORKER .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
return finish({ 'resized', wakeWaiting(true), retired })
`;
