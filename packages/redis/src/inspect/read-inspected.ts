import { readLimits } from "../pool/limits-text.ts";
import { countsOf, numberOf, type Reply } from "../pool/replies.ts";
import type { InspectedPool, InspectedSession } from "./inspected-pool.ts";

type Texts = readonly string[];

/** Reads what the script tells of a pool; `undefined` when there is none. */
export function readInspected(name: string, reply: Reply): InspectedPool | undefined {
  const [kind, schema] = reply;
  if (kind === "none") return undefined;
  if (kind === "schema") return { readable: false, name, schema: numberOf(schema) };
  const [limitsText, min, max, createdAt, expiresIn, counts] = reply.slice(2);
  const [waiting, workers, badInits, resumeIn, sessions, leases, vacancies] = reply.slice(8);
  const { size: _, ...limits } = readLimits(limitsText as string);
  return {
    readable: true,
    name,
    schema: numberOf(schema),
    limits,
    size: { min: numberOf(min), max: numberOf(max) },
    createdAt: numberOf(createdAt),
    expiresInMs: numberOf(expiresIn),
    counts: countsOf(["counted", ...(counts as Texts)]),
    waiting: numberOf(waiting),
    workers: (workers as readonly Texts[]).map(([id = "", at]) => ({
      id,
      lastSeenAt: numberOf(at),
    })),
    badInits: numberOf(badInits),
    initsResumeInMs: numberOf(resumeIn),
    sessions: (sessions as readonly Texts[]).toSorted(byBirth).map(readSession),
    leases: (leases as readonly Texts[]).map(([sessionId = "", fence, expires]) => ({
      sessionId,
      fence: numberOf(fence),
      expiresInMs: numberOf(expires),
    })),
    vacancies: (vacancies as readonly Texts[]).map(([slot, fence, expires, replaces]) => ({
      slot: numberOf(slot),
      fence: numberOf(fence),
      expiresInMs: numberOf(expires),
      replaces: replaces || undefined,
    })),
  };
}

function byBirth([one]: Texts, [other]: Texts): number {
  return Number(one) - Number(other);
}

function readSession([, id = "", ...rest]: Texts): InspectedSession {
  const [slot, uses, errors, checkFailures, createdAt, leasedAt, usedAt, leases, place, restsFor] =
    rest;
  const lastLeasedAt = numberOf(leasedAt);
  return {
    id,
    slot: numberOf(slot),
    uses: numberOf(uses),
    errors: numberOf(errors),
    checkFailures: numberOf(checkFailures),
    createdAt: numberOf(createdAt),
    lastLeasedAt: Number.isFinite(lastLeasedAt) ? lastLeasedAt : undefined,
    lastUsedAt: numberOf(usedAt),
    leases: numberOf(leases),
    place: place as InspectedSession["place"],
    restingForMs: restsFor === "" ? undefined : numberOf(restsFor),
  };
}
