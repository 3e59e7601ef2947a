import { lua } from "./lua.ts";

/** Asks are a sign for the two common ones, and JSON for all others. */
export const asks: string = lua`
-- rarely
local function parseAsk(text)
  local ask = cjson.decode(text)
  ask.pause, ask.pick = ask.pause or 0, ask.pick or 0
  if ask.exclude then
    local excluded, count = {}, 0
    for _, id in ipairs(ask.exclude) do
      local born = redis.call('HGET', IDS, id)
      if born then
        excluded[born] = true
        count = count + 1
      end
    end
    excluded.count = count
    ask.excluded = count > 0 and excluded or nil
  end
  return ask
end
local function readAsk(text)
  if text == '-' then return { pause = 0, pick = 0 } end
  if text == '+' then return { pause = 0, pick = 0, vacancyFirst = true } end
  return parseAsk(text)
end
`;

/** Grants the next session that rotation, pacing, rests, life limits and concurrency allow, or says why not. */
export const granting: string = lua`
-- The session, with its state if this worker has not seen that version.
local function show(session)
  local isSeen = tonumber(redis.call('HGET', SEEN, session.slot) or 0) == session.version
  session.seenBy = tonumber(WORKER)
  if isSeen then return describe(session) end
  seen(session.slot, session.version)
  local told = introduce(session)
  told[12] = redis.call('HGET', STATES, session.born)
  return told
end
local function grant(session, ask, at, startsIn)
  takeOut(session)
  if session.leases == 0 then pool.leased = pool.leased + 1 end
  session.leases, session.uses = session.leases + 1, session.uses + 1
  session.leasedAt, pool.leasedAt = at, at
  session.reserved = 0
  if ask.pause > 0 then session.readyAt = at + ask.pause end
  if ask.key then bind(ask.key, session) end
  putIn(session, at)
  local fence = nextFence()
  hold(leaseText(fence, session.born))
  return { 'grant', fence, num(startsIn), show(session) }
end
-- rarely
local function refuse(more)
  local ready = math.max(0, scoreOfFirst(RESTING) - now)
  local again = math.max(0, math.min(scoreOfFirst(HELD) - now, LEASE_TIMEOUT))
  return {
    'refusal', num(more.ready or ready), vacant(), pool.live, more.boundTo or '', more.missing or '',
    more.sweep or '', num(again)
  }
end
local function leaseFree(session, ask)
  if not isTimed() or outlived(session) == nil then return grant(session, ask, now, 0) end
  if session.leases == 0 then return refuse({ sweep = '1' }) end
  -- Too old, and still in use: its last settle retires it.
  takeOut(session)
  dirty(session)
  return nil
end
local function leaseAny(ask, goesOn)
  if not (goesOn or isOurTurn()) then
    joinQueue()
    askToShare()
    return refuse({})
  end
  while true do
    local born = rotationPeek(ask.excluded, ask.pick)
    if not born then break end
    local answer = leaseFree(load(born), ask)
    if answer then
      if pool.waiting > 0 and answer[1] == 'grant' then
        leaveQueue(WORKER)
        -- Not to be kept: they have asked to share before it was granted.
        if pool.waiting > 0 then answer[5] = 1 end
      end
      return answer
    end
  end
  joinQueue()
  askToShare()
  return refuse({})
end
-- rarely
local function leaseNamed(ask)
  local session
  if ask.id then
    session = find(ask.id)
  else
    local born = redis.call('HGET', BOUND, ask.key)
    session = born and load(born)
  end
  if not session then
    if ask.key and not redis.call('ZSCORE', LOST, ask.key) then return leaseAny(ask) end
    local onMissing = ask.onMissing or (ask.key and 'replace' or 'fail')
    if onMissing == 'any' then
      return leaseAny({ pause = ask.pause, pick = ask.pick, excluded = ask.excluded })
    end
    if onMissing == 'replace' and ask.key then return leaseAny(ask) end
    return refuse({ missing = '1' })
  end
  if session.reserved == 1 then
    takeOut(session)
    session.readyAt, session.reserved = -INF, 0
    putIn(session, now)
  end
  if session.place == 1 then
    local answer = leaseFree(session, ask)
    if answer then return answer end
  end
  pin(session)
  askToShare()
  return refuse({ boundTo = session.id, ready = session.place == 2 and session.readyAt - now or INF })
end
local function lease(ask, goesOn)
  wakeResting()
  if ask.id or ask.key then return leaseNamed(ask) end
  if ask.vacancyFirst and taken() < pool.min then return refuse({}) end
  return leaseAny(ask, goesOn)
end
`;
