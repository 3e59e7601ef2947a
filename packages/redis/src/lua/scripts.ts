import { createHash } from "node:crypto";
import type { PoolLimits, RotationName } from "@sessionary/core";
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
import { turnsCommand } from "./commands/turns.ts";
import { leaveCommand, passCommand, rouseCommand } from "./commands/workers.ts";
import { compose, replaceWords } from "./compose.ts";
import { expiry } from "./expiry.ts";
import { asks, granting } from "./granting.ts";
import { description, newPool, poolLayout, sessionLayout } from "./layout.ts";
import { getPool, keepAlive, orders, readPool, sessions, time } from "./prelude.ts";
import { reclaim } from "./reclaim.ts";
import { retire } from "./retire.ts";
import { rotation } from "./rotation.ts";
import { settling } from "./settling.ts";
import { vacancies } from "./vacancies.ts";
import { waiting } from "./waiting.ts";
import { limitsAsWords, names } from "./words.ts";

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
  | "turns"
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
  turns: turnsCommand,
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
  return makeScript(replaceWords(openSource, limitsAsWords(limits, poolTtlMs)));
}

const openSource: string = /* @__PURE__ */ replaceWords(
  /* @__PURE__ */ compose([time, keepAlive, poolLayout, newPool].join(""), openCommand),
  names,
);

/** The scripts of a pool with these limits in force, each made when it is needed first. */
export function poolScripts(limits: PoolLimits, poolTtlMs: number): (name: CommandName) => Script {
  const made = new Map<CommandName, Script>();
  const words = limitsAsWords(limits, poolTtlMs);
  return (name) => {
    let script = made.get(name);
    if (script === undefined) {
      script = makeScript(replaceWords(composed(name, limits.rotation), words));
      made.set(name, script);
    }
    return script;
  };
}

/** Scripts but for the limits, which differ from pool to pool. */
const withoutLimits = new Map<string, string>();

function composed(name: CommandName, order: RotationName): string {
  const key = `${name} ${order}`;
  let text = withoutLimits.get(key);
  if (text === undefined) {
    text = replaceWords(compose(sourceOf(name, order), commands[name]), names);
    withoutLimits.set(key, text);
  }
  return text;
}

function sourceOf(name: CommandName, order: RotationName): string {
  const head = time + getPool;
  if (name === "turns") return head;
  const isRanked = order === "least-used" || order === "ranked";
  const rest = [
    poolLayout,
    readPool,
    sessionLayout,
    description,
    keepAlive,
    orders,
    sessions,
    rotation(order),
    availability(isRanked),
    bindings,
    expiry,
    vacancies,
    waiting,
    retire,
    reclaim,
    asks,
    granting,
    settling,
  ];
  return head + rest.join("");
}
