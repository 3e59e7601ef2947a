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
  /** What every lease changes. */
  "fence",
  /** Ticks with every place given in an order. */
  "order",
  "leased",
  "leasedAt",
  /** What others do. */
  "min",
  "max",
  "live",
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
  /** Workers that keep leases for themselves, when they were last asked to share, and by whom; 0 for several. */
  "keepers",
  "askedAt",
  "askedBy",
] as const;

/** Of a pool, what every lease changes. */
const POOL_PULSE = { from: 2, to: 6 };

/** What a session is but for its id and state. */
const SESSION_FIELDS = [
  /** What every lease changes. */
  "uses",
  "leases",
  "leasedAt",
  "idleSince",
  /** 0: nowhere, 1: in the rotation, 2: resting. */
  "place",
  /** A worker that knows its state as it is: the one that leased it last. */
  "seenBy",
  /** What every lease looks at. */
  "slot",
  /** Grows with every change of its state. */
  "version",
  "expiresAt",
  /** Whether it has none of what follows: errors, failed checks, a rest, somebody who waits for it. */
  "isPlain",
  "errors",
  "checkFailures",
  "readyAt",
  "retired",
  "throttles",
  /** Whether others wait for it alone. */
  "wanted",
  /** Leases in a row that a worker got by settling the one before, while others waited. */
  "streak",
  /** All else. */
  "createdAt",
  "restFence",
  "rank",
  /** Its places in the orders it is in; 0 for none. */
  "order",
  "restOrder",
  "expiryOrder",
  "renewalOrder",
  /** Whether keys are bound to it. */
  "keyed",
  /** Whether it is kept for who waits for it alone. */
  "reserved",
] as const;

/** Of a session, what every lease changes, and what it looks at. */
const SESSION_PULSE = 6;
const SESSION_GLANCE = 10;

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

/** Reads a pool into locals, one for each field: a table takes longer than all that is done with it. */
export const poolLocals: string = lua`
  local ${POOL_FIELDS.join(", ")} = struct.unpack('<${"d".repeat(POOL_FIELDS.length)}', stored)
`;

/** Writes a field of a pool from its local. */
export function writePoolField(field: (typeof POOL_FIELDS)[number]): string {
  const offset = (POOL_FIELDS.indexOf(field) * 8).toString();
  return lua`redis.call('SETRANGE', BASE, '${offset}', struct.pack('<d', ${field}))`;
}

/** Writes what every lease changes of a pool. */
export const writePoolPulse: string = lua`
  redis.call('SETRANGE', BASE, '${(POOL_PULSE.from * 8).toString()}', struct.pack('<${"d".repeat(POOL_PULSE.to - POOL_PULSE.from)}', ${POOL_FIELDS.slice(POOL_PULSE.from, POOL_PULSE.to).join(", ")}))
`;

/** Reads what every lease looks at of a session into locals with a prefix. */
export function sessionLocals(prefix: string, blob: string): string {
  const glance = SESSION_FIELDS.slice(0, SESSION_GLANCE);
  const locals = glance.map((field) => prefix + field).join(", ");
  return lua`local ${locals} = struct.unpack('<${"d".repeat(SESSION_GLANCE)}', ${blob})`;
}

/** How long the numbers are that every lease looks at, in bytes. */
export const GLANCE_BYTES: number = SESSION_GLANCE * 8;

/** A session as it is stored, with what every lease changes as given. */
export function sessionBlob(prefix: string, pulse: Readonly<Record<string, string>>): string {
  const fields = SESSION_FIELDS.slice(0, SESSION_PULSE);
  const values = fields.map((field) => pulse[field] ?? prefix + field).join(", ");
  const rest = (SESSION_PULSE * 8 + 1).toString();
  return lua`struct.pack('<${"d".repeat(SESSION_PULSE)}', ${values}) .. string.sub(${prefix}blob, ${rest})`;
}

/** What is told of a session whenever it is spoken of. */
export const description: string = lua`
local function describe(session)
  return {
    session.born, session.version, session.uses, num(session.errors), session.checkFailures,
    num(session.leasedAt), num(session.idleSince)
  }
end
`;

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
