import type { RotationName } from "@sessionary/core";
import { lua } from "./lua.ts";

/**
 * The order in which free sessions are leased: `rotationPeek`, `rotationAdd`, `rotationRemove`, `rotationCount`. A script has the functions of its
 * pool's rotation alone.
 */
export function rotation(name: RotationName): string {
  switch (name) {
    case "round-robin":
      return count + queue("nextOrder()");
    case "until-retired":
      return count + queue("-nextOrder()");
    case "random":
      return count + random;
    case "least-used":
      return count + ranked("session.uses");
    case "ranked":
      return count + ranked("session.rank");
  }
}

const count = lua`
local function rotationCount()
  return redis.call('ZCARD', ROTATION) - 1
end
`;

/** Freed sessions come last, or first. */
function queue(score: string): string {
  return lua`
local function rotationPeek(excluded)
  local first = redis.call('ZRANGE', ROTATION, 0, 0)[1]
  if first == END then return nil end
  if not excluded or not excluded[first] then return first end
  -- One page is enough: it is longer than what is excluded.
  for _, born in ipairs(redis.call('ZRANGE', ROTATION, 1, excluded.count)) do
    if born ~= END and not excluded[born] then return born end
  end
  return first
end
local function rotationAdd(session)
  redis.call('ZADD', ROTATION, ${score}, session.born)
end
local function rotationRemove(session)
  redis.call('ZREM', ROTATION, session.born)
end
`;
}

/** Any of them, by a number that the caller draws: they stand in a row without gaps. */
const random = lua`
local function rotationPeek(excluded, pick)
  local size = rotationCount()
  if size == 0 then return nil end
  local start = math.floor(pick * size)
  local first = redis.call('ZRANGE', ROTATION, start, start)[1]
  if not excluded then return first end
  for step = 0, math.min(size - 1, excluded.count) do
    local at = (start + step) % size
    local born = redis.call('ZRANGE', ROTATION, at, at)[1]
    if not excluded[born] then return born end
  end
  return first
end
local function rotationAdd(session)
  redis.call('ZADD', ROTATION, rotationCount(), session.born)
end
local function rotationRemove(session)
  local at = redis.call('ZSCORE', ROTATION, session.born)
  if not at then return end
  local size = rotationCount()
  local last = redis.call('ZRANGE', ROTATION, size - 1, size - 1)[1]
  redis.call('ZREM', ROTATION, session.born)
  if last ~= session.born then redis.call('ZADD', ROTATION, at, last) end
end
`;

/** The lowest first; equal ones in the order they came. Those passed over come after their equals from then on. */
function ranked(rank: string): string {
  return lua`
local function rotationRemove(session)
  redis.call('ZREM', ROTATION, member(session.order, session.born))
end
local function rotationPlace(session, score)
  session.order = nextOrder()
  dirty(session)
  redis.call('ZADD', ROTATION, score, member(session.order, session.born))
end
local function rotationAdd(session)
  rotationPlace(session, ${rank})
end
local function rotationPeek(excluded)
  local first = redis.call('ZRANGE', ROTATION, 0, 0)[1]
  if first == END then return nil end
  first = bornOf(first)
  if not excluded or not excluded[first] then return first end
  local page = redis.call('ZRANGE', ROTATION, 0, excluded.count, 'WITHSCORES')
  local skipped, found = {}, nil
  for i = 1, #page, 2 do
    if page[i] == END then break end
    local born = bornOf(page[i])
    if not excluded[born] then
      found = born
      break
    end
    skipped[#skipped + 1] = { load(born), page[i + 1] }
  end
  for _, each in ipairs(skipped) do
    rotationRemove(each[1])
    rotationPlace(each[1], each[2])
  end
  return found or first
end
`;
}
