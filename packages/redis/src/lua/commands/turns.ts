import {
  GLANCE_BYTES,
  poolLocals,
  sessionBlob,
  sessionLocals,
  writePoolField,
  writePoolPulse,
} from "../layout.ts";
import { lua } from "../lua.ts";

/**
 * The way that most leases go, many in one call: in turn, one at a time, with nobody waiting and nothing due. It does what the scripts for one lease
 * and one settle do, written out and without a table, which is several times as fast. A turn that is not as usual is left alone and answered by 0:
 * its worker asks those scripts.
 *
 * Turns are three texts each: the fence and the session of a lease that ends with \`ok\`, or nothing; and \`-\` or \`+\` for a lease that is wanted.
 */
export const turnsCommand: string = lua`
if struct.unpack('<d', stored) ~= SCHEMA then return { 'schema', fmt((struct.unpack('<d', stored))) } end
${poolLocals}
if incarnation ~= tonumber(ARGV[1]) then return { 'gone' } end
-- Nobody waits but this worker, and here it is: should nothing come of it, it queues up again.
if waiting == 1 and redis.call('ZREM', WAITING, WORKER) == 1 then
  redis.call('ZREM', WOKEN, WORKER)
  waiting = 0
  ${writePoolField("waiting")}
end
if reclaimAt <= now or wakeAt <= now or waiting > 0 or aliveUntil <= now + POOL_TTL - TOUCH_AFTER then
  return { 'unusual' }
end
local worker = tonumber(WORKER)
local taken = live + starting - (renewing > 0 and 1 or 0)
local answers, deadline = { 'turns', num(now) }, fmt(now + LEASE_TIMEOUT)
-- Read in place of a session that is not there.
local nobody = string.rep('\0', ${GLANCE_BYTES.toString()})

local function isSeen(slot, version)
  return tonumber(redis.call('HGET', SEEN, slot) or 0) == version
end

for i = 4, #ARGV, 3 do
  local born, ask = ARGV[i + 1], ARGV[i + 2]
  local answer = 0
  -- Whether there is a lease to end, and whether it can be.
  local s_blob = born ~= '' and taken <= max and redis.call('HGET', RECORDS, born)
  local mayGo = born == ''
  local text
  ${sessionLocals("s_", "s_blob or nobody")}
  if s_blob then
    text = 'L' .. ARGV[i] .. ':' .. born
    mayGo = s_isPlain == 1 and s_uses < MAX_USES and now < s_expiresAt
  end
  -- Whether a lease is wanted, and which session is next: the same again if no other is free.
  local first, score = '', nil
  local f_blob
  if mayGo and ask ~= '' then
    -- Where nobody rests, all that are not leased are free: nobody has to be asked whether there are any.
    if wakeAt == INF and live == leased then
      first = END
    else
      local popped = redis.call('ZPOPMIN', ROTATION)
      first, score = popped[1], popped[2]
      if first == END then
        -- Its last member gone, the key was too, and its time to live: as much longer than that of the pool as other workers gave it.
        redis.call('ZADD', ROTATION, score, END)
        redis.call('PEXPIRE', ROTATION, math.ceil((aliveUntil - now) * 4 / 3))
        score = nil
      end
    end
    if first == END and s_blob then
      first = born
    elseif first == END or (ask == '+' and taken < min) then
      mayGo = false
    end
    if mayGo then f_blob = first == born and s_blob or redis.call('HGET', RECORDS, first) end
  end
  ${sessionLocals("f_", "f_blob or nobody")}
  if mayGo and f_blob then
    if first == born then f_idleSince = now end
    mayGo = f_isPlain == 1 and now < f_expiresAt and now < f_idleSince + MAX_IDLE
      and (f_seenBy == worker or isSeen(f_slot, f_version))
  end
  if mayGo and text and redis.call('ZREM', HELD, text) == 0 then
    answer, mayGo = 2, false
  end
  -- What was taken out and is not leased goes back where it was.
  if score and not mayGo then redis.call('ZADD', ROTATION, score, first) end
  if mayGo then
    local s_next = s_blob and ${sessionBlob("s_", { leases: "0", idleSince: "now", place: "1" })}
    if s_blob and first ~= born then
      order, leased = order + 1, leased - 1
      redis.call('ZADD', ROTATION, string.format('%.0f', order), born)
      answer = 1
    end
    if f_blob then
      if first ~= born then leased = leased + 1 end
      fence, leasedAt = math.max(fence + 1, now * 1000), now
      redis.call('ZADD', HELD, deadline, string.format('L%.0f:%s', fence, first))
      local f_next = ${sessionBlob("f_", { uses: "f_uses + 1", leases: "1", leasedAt: "now", place: "0", seenBy: "worker" })}
      if s_blob and first ~= born then
        redis.call('HSET', RECORDS, first, f_next, born, s_next)
      else
        redis.call('HSET', RECORDS, first, f_next)
      end
      answer = { fence, first, f_version, f_uses + 1, num(f_idleSince) }
    else
      redis.call('HSET', RECORDS, born, s_next)
    end
  end
  answers[#answers + 1] = answer
end
${writePoolPulse}
return answers
`;
