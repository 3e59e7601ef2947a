import { compose, replaceWords } from "../lua/compose.ts";
import { poolLayout, sessionLayout } from "../lua/layout.ts";
import { lua } from "../lua/lua.ts";
import { time } from "../lua/prelude.ts";
import { makeScript, type Script } from "../lua/scripts.ts";
import { names } from "../lua/words.ts";

/** Reads a pool without knowing its limits, and without changing anything: not even its time to live. */
export const inspectScript: Script = makeScript(
  replaceWords(
    compose(
      time + poolLayout + sessionLayout,
      lua`
local stored = redis.call('GET', BASE)
if not stored then return { 'none' } end
local schema = struct.unpack('<d', stored)
if schema ~= SCHEMA then return { 'schema', fmt(schema) } end
local pool = unpackPool(stored)

local function inFor(at)
  return fmt(math.max(0, at - now))
end
-- Of a hash, or with scores of a sorted set.
local function pairsOf(flat)
  local i = -1
  return function()
    repeat i = i + 2 until flat[i] ~= END
    return flat[i], flat[i + 1]
  end
end

local sessions, idOf, resting = {}, {}, 0
for born, blob in pairsOf(redis.call('HGETALL', RECORDS)) do
  local session = unpackSession(blob)
  local rests = session.place == 2 and session.readyAt > now
  if rests and session.leases == 0 then resting = resting + 1 end
  local place = 'leased'
  if session.retired == 1 then
    place = 'leaving'
  elseif rests then
    place = 'resting'
  elseif session.place > 0 then
    place = 'ready'
  end
  idOf[born] = session.id
  sessions[#sessions + 1] = {
    born, session.id, fmt(session.slot), fmt(session.uses), fmt(session.errors), fmt(session.checkFailures),
    fmt(session.createdAt), fmt(session.leasedAt), fmt(session.idleSince), fmt(session.leases), place,
    rests and inFor(session.readyAt) or ''
  }
end

local leases, vacancies = {}, {}
for text, until_ in pairsOf(redis.call('ZRANGE', HELD, 0, -1, 'WITHSCORES')) do
  local kind, fence, rest = string.match(text, '^(%a)(%d+):(.*)$')
  if kind == 'L' then
    leases[#leases + 1] = { idOf[rest] or '', fence, inFor(tonumber(until_)) }
  else
    local slot, replaces = string.match(rest, '^(%d+):(.*)$')
    vacancies[#vacancies + 1] = { slot, fence, inFor(tonumber(until_)), idOf[replaces] or '' }
  end
end

local workers = {}
for id, at in pairsOf(redis.call('HGETALL', WORKERS)) do workers[#workers + 1] = { id, at } end

-- A running renewal takes no room.
local taken = pool.live + pool.starting - (pool.renewing > 0 and 1 or 0)
return {
  'pool', fmt(schema), redis.call('GET', LIMITS), fmt(pool.min), fmt(pool.max), fmt(math.floor(pool.incarnation / 1000)),
  fmt(redis.call('PTTL', BASE)),
  {
    fmt(pool.live), fmt(pool.starting), fmt(pool.live - pool.leased - resting), fmt(pool.leased), fmt(resting),
    fmt(math.max(0, pool.max - taken))
  },
  fmt(pool.waiting), workers, fmt(pool.badInits), inFor(pool.gateAt), sessions, leases, vacancies
}
`,
    ),
    names,
  ),
);

/** Removes a pool. Those that wait for its sessions are told to look again. */
export const purgeScript: Script = makeScript(
  replaceWords(
    compose(
      "",
      lua`
local count = redis.call('EXISTS', BASE)
for _, worker in ipairs(redis.call('HKEYS', WORKERS)) do redis.call('UNLINK', BASE .. ':seen:' .. worker) end
redis.call('UNLINK', BASE, unpack(POOL_KEYS))
if count == 1 then redis.call('PUBLISH', BASE, 'lost') end
return count
`,
    ),
    names,
  ),
);
