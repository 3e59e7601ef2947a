import { lua } from "../lua.ts";

/** Nobody waits in this worker any more. What it was woken for is the next one's: a session, or room for one. */
export const passCommand: string = lua`
leaveQueue(WORKER)
return finish({ 'passed', wakeWaiting(true) })
`;

/** Whoever was woken has had time to come: the next ones are. */
export const rouseCommand: string = lua`
reclaimLost()
pingSelf()
dropSleepers()
return finish({ 'roused', wakeWaiting(true) })
`;

/** A worker has closed the pool. */
export const leaveCommand: string = lua`
leaveQueue(WORKER)
-- Once, however often it is sent.
local wasHere = redis.call('HDEL', WORKERS, WORKER) == 1
redis.call('DEL', SEEN)
if wasHere and ARGV[4] == '1' then pool.keepers = math.max(0, pool.keepers - 1) end
return finish({ 'left', wakeWaiting(true) })
`;
