import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StorageState } from "@sessionary/identity";

/** The worker whose sessions these are; the one that takes its place has the same. */
export interface Estate {
  /** The run: the process id of Playwright's runner. */
  readonly run: number;
  /** What tells several pools of one run apart. */
  readonly pool: readonly string[];
  readonly parallelIndex: number;
}

/** Sessions by the account they belong to. */
export type Sessions = ReadonlyMap<string, StorageState>;

const USER = process.getuid?.();

/**
 * What a worker leaves to the one that takes its place: a file in a folder that only this user can open. It is read once, and removed; what
 * no worker came for is removed by a later run.
 */
export async function inherit(estate: Estate): Promise<Map<string, StorageState>> {
  const folder = await privateFolder();
  await removeOld(folder);
  const file = join(folder, fileOf(estate));
  try {
    const sessions = JSON.parse(await readFile(file, "utf8")) as [string, StorageState][];
    return new Map(sessions);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

/** Leaves sessions to the worker that takes the place of this one. */
export async function bequeath(estate: Estate, sessions: Sessions): Promise<void> {
  if (sessions.size === 0) return;
  const file = join(await privateFolder(), fileOf(estate));
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify([...sessions]), { mode: 0o600, flag: "wx" });
}

/** The name of an account without a secret. */
export function nameOf(account: unknown): string {
  return createHash("sha256").update(JSON.stringify(account)).digest("hex");
}

function fileOf({ run, pool, parallelIndex }: Estate): string {
  const name = createHash("sha256").update(JSON.stringify(pool)).digest("hex").slice(0, 16);
  return `${run}-${name}-${parallelIndex}.json`;
}

/** @throws {Error} when somebody else has made a folder of that name */
async function privateFolder(): Promise<string> {
  const folder = join(tmpdir(), `sessionary-playwright-${USER ?? "user"}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stats = await lstat(folder);
  const isOurs = USER === undefined || (stats.uid === USER && (stats.mode & 0o077) === 0);
  if (stats.isDirectory() && isOurs) return folder;
  throw new Error(`${folder} is not a folder that only this user can open: remove it`);
}

async function removeOld(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    const run = Number.parseInt(file, 10);
    if (Number.isNaN(run) || isAlive(run)) continue;
    await rm(join(folder, file), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
