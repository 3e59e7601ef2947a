import { lua } from "../lua.ts";

/** Live sessions, oldest first, from a place in that order on: their states where this worker has not seen them. */
export const listCommand: string = lua`
local told = {}
local all = bornInOrder()
local from, to = tonumber(ARGV[4]), tonumber(ARGV[5])
for i = from + 1, math.min(to, #all) do
  local session = load(all[i])
  if session.retired == 0 then told[#told + 1] = show(session) end
end
return { 'listed', to < #all and '1' or '0', told }
`;

/** One session with its state, whatever this worker has seen: by its birth, or by \`=\` and its id. */
export const readCommand: string = lua`
local wish = ARGV[4]
local session
if string.sub(wish, 1, 1) == '=' then session = find(string.sub(wish, 2)) else session = load(wish) end
if not session or session.retired == 1 then return { 'none' } end
local told = introduce(session)
told[12] = redis.call('HGET', STATES, session.born)
seen(session.slot, session.version)
return { 'read', told }
`;

export const countsCommand: string = lua`
reclaimLost()
wakeResting()
local resting = redis.call('ZCARD', RESTING) - 1
if MAX_CONCURRENCY > 1 and resting > 0 then
  for _, each in ipairs(redis.call('ZRANGE', RESTING, 0, resting - 1)) do
    if load(bornOf(each)).leases > 0 then resting = resting - 1 end
  end
end
return finish({
  'counted', pool.live, pool.starting, pool.live - pool.leased - resting, pool.leased, resting, vacant()
})
`;

/** Which of the sessions that a worker knows have left the pool while it could not be told. */
export const goneCommand: string = lua`
local gone = {}
for i = 4, #ARGV do
  local session = load(ARGV[i])
  if not session or session.retired == 1 then gone[#gone + 1] = ARGV[i] end
end
return { 'gone-sessions', gone, pool.min, num(pool.max) }
`;
