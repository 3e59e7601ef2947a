import { lua } from "./lua.ts";

/** The sessions being built: how many, and in which slots. */
export const vacancies: string = lua`
-- A running renewal takes no room: it will take the place of a live session.
local function taken()
  return pool.live + pool.starting - (pool.renewing > 0 and 1 or 0)
end
local function vacant()
  return math.max(0, pool.max - taken())
end
local function freeSlot(slot)
  redis.call('ZADD', SLOTS, slot, slot)
end
local function takeSlot()
  local lowest = redis.call('ZRANGE', SLOTS, 0, 0)[1]
  if lowest == END then
    pool.nextSlot = pool.nextSlot + 1
    return pool.nextSlot - 1
  end
  redis.call('ZREM', SLOTS, lowest)
  return tonumber(lowest)
end
-- What is held has a time to be renewed in; this is no earlier than the first of them.
local function hold(text)
  redis.call('ZADD', HELD, now + LEASE_TIMEOUT, text)
end
local function leaseText(fence, born)
  return string.format('L%.0f:%s', fence, born)
end
local function vacancyText(fence, slot, replaces)
  return 'V' .. fence .. ':' .. slot .. ':' .. replaces
end
local function endVacancy(fence)
  pool.starting = pool.starting - 1
  if pool.renewing == tonumber(fence) then pool.renewing, pool.renews = 0, 0 end
end
`;
