import { lua } from "./lua.ts";

/**
 * The version of what is stored. A worker refuses pools of another version: nothing reads what it does not know. Raise it with every change of
 * keys, fields or their meaning.
 */
export const SCHEMA = 1;

/** What a pool is but for its sessions. All are numbers, stored side by side: reading them takes no parsing. */
const POOL_FIELDS = [
  "schema",
  /** Drawn from the clock when the pool is made: a pool that was lost and made again is another one. */
  "incarnation",
  "min",
  "max",
  "fence",
  /** Ticks with every place given in an order. */
  "order",
  "live",
  "leased",
  "leasedAt",
  "starting",
  "badInits",
  "gateAt",
  /** The fence of the running renewal, or 0, and the session it replaces. */
  "renewing",
  "renews",
  "nextSlot",
  /** Nobody's rest ends before this time. */
  "wakeAt",
  /** No lease or vacancy times out before this time. */
  "reclaimAt",
  /** When it will be gone if nobody uses it any more. Its parts live longer: nobody finds a pool without them. */
  "aliveUntil",
  /** Workers in the queue. */
  "waiting",
  /** Workers that keep leases for themselves, and when they were last asked to share. */
  "keepers",
  "askedAt",
] as const;

/** What a session is but for its id and state. */
const SESSION_FIELDS = [
  "slot",
  "uses",
  "errors",
  "checkFailures",
  "leases",
  "createdAt",
  "expiresAt",
  "idleSince",
  "leasedAt",
  "readyAt",
  "throttles",
  "restFence",
  "rank",
  /** Grows with every change of its state. */
  "version",
  /** 0: nowhere, 1: in the rotation, 2: resting. */
  "place",
  /** Its places in the orders it is in; 0 for none. */
  "order",
  "restOrder",
  "expiryOrder",
  "renewalOrder",
  "retired",
  /** Whether keys are bound to it, and whether others wait for it alone. */
  "keyed",
  "wanted",
  "reserved",
  /** Leases in a row that a worker got by settling the one before, while others waited. */
  "streak",
] as const;

function functions(name: string, fields: readonly string[], rest: string): string {
  const format = `'<${"d".repeat(fields.length)}'`;
  return `
local function unpack${name}(blob)
  local ${fields.map((field) => `${field}_`).join(", ")} = struct.unpack(${format}, blob)
  return { ${fields.map((field) => `${field} = ${field}_`).join(", ")}${rest} }
end
local function pack${name}(it)
  return struct.pack(${format}, ${fields.map((field) => `it.${field}`).join(", ")})
end
`;
}

/** Reads and writes the pool: `unpackPool`, `packPool`. */
export const poolLayout: string = functions("Pool", POOL_FIELDS, "");

/** Reads and writes sessions: `unpackSession`, `packSession`. The id comes after the numbers. */
export const sessionLayout: string = functions(
  "Session",
  SESSION_FIELDS,
  `, id = string.sub(blob, ${SESSION_FIELDS.length * 8 + 1})`,
);

/** A new pool. */
export const newPool: string = lua`
local function newPool()
  return {
    ${POOL_FIELDS.map((field) => `${field} = 0`).join(", ")},
  }
end
`;

/** The keys of a pool, all in one slot of a cluster: the first is given, the others begin with it. */
export const POOL_KEYS = [
  "limits",
  "records",
  "states",
  "ids",
  "rotation",
  "resting",
  "expiry",
  "renewals",
  "held",
  "slots",
  "bound",
  "keyorder",
  "keysof",
  "lost",
  "waiting",
  "woken",
  "pinned",
  "workers",
] as const;

/** Those that are hashes. */
export const HASH_KEYS: ReadonlySet<string> = new Set([
  "records",
  "states",
  "ids",
  "bound",
  "workers",
]);

/** Those that are sorted by scores. */
export const SORTED_KEYS: readonly string[] = POOL_KEYS.filter(
  (key) => !HASH_KEYS.has(key) && !["limits", "keysof", "pinned"].includes(key),
);
