import { createHash } from "node:crypto";
import type { PoolLimits } from "@sessionary/core";
import { availability } from "./availability.ts";
import { bindings } from "./bindings.ts";
import {
  abandonCommand,
  fillCommand,
  forgiveCommand,
  reserveCommand,
} from "./commands/building.ts";
import { leaseCommand, settleCommand } from "./commands/leasing.ts";
import { openCommand } from "./commands/open.ts";
import { countsCommand, goneCommand, listCommand, readCommand } from "./commands/reading.ts";
import {
  patchCommand,
  renewCommand,
  resizeCommand,
  retireCommand,
  sweepCommand,
} from "./commands/upkeep.ts";
import { leaveCommand, passCommand, rouseCommand } from "./commands/workers.ts";
import { expiry } from "./expiry.ts";
import { asks, granting } from "./granting.ts";
import { newPool, poolLayout, sessionLayout } from "./layout.ts";
import { constants, keepAlive, keysAndTime, readPool, sessions } from "./prelude.ts";
import { reclaim } from "./reclaim.ts";
import { retire } from "./retire.ts";
import { rotation } from "./rotation.ts";
import { vacancies } from "./vacancies.ts";
import { waiting } from "./waiting.ts";

/** A script as Redis takes it: by its digest, or whole where it does not know it yet. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

export function makeScript(source: string): Script {
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}

/** What a pool is asked by its scripts. */
export type CommandName =
  | "lease"
  | "settle"
  | "reserve"
  | "fill"
  | "abandon"
  | "forgive"
  | "renew"
  | "retire"
  | "patch"
  | "sweep"
  | "resize"
  | "list"
  | "read"
  | "counts"
  | "gone"
  | "pass"
  | "rouse"
  | "leave";

const commands: Readonly<Record<CommandName, string>> = {
  lease: leaseCommand,
  settle: settleCommand,
  reserve: reserveCommand,
  fill: fillCommand,
  abandon: abandonCommand,
  forgive: forgiveCommand,
  renew: renewCommand,
  retire: retireCommand,
  patch: patchCommand,
  sweep: sweepCommand,
  resize: resizeCommand,
  list: listCommand,
  read: readCommand,
  counts: countsCommand,
  gone: goneCommand,
  pass: passCommand,
  rouse: rouseCommand,
  leave: leaveCommand,
};

/** The script that opens a pool of these limits. */
export function openScript(limits: PoolLimits, poolTtlMs: number): Script {
  return makeScript(
    [constants(limits, poolTtlMs), keysAndTime, keepAlive, poolLayout, newPool, openCommand].join(
      "",
    ),
  );
}

/** The scripts of a pool with these limits in force. */
export function poolScripts(
  limits: PoolLimits,
  poolTtlMs: number,
): Readonly<Record<CommandName, Script>> {
  const isRanked = limits.rotation === "least-used" || limits.rotation === "ranked";
  const shared = [
    constants(limits, poolTtlMs),
    keysAndTime,
    keepAlive,
    poolLayout,
    sessionLayout,
    readPool,
    sessions,
    rotation(limits.rotation),
    availability(isRanked),
    bindings,
    expiry,
    vacancies,
    retire,
    waiting,
    reclaim,
    asks,
    granting,
  ].join("");
  const made = Object.entries(commands).map(([name, source]) => [
    name,
    makeScript(shared + source),
  ]);
  return Object.fromEntries(made) as Record<CommandName, Script>;
}
