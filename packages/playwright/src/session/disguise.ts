import { readFile } from "node:fs/promises";
import type { JsonValue, MaybePromise } from "@sessionary/core";
import { fromStorageState, type HttpIdentity, type StorageState } from "@sessionary/identity";
import type { BrowserContextOptions } from "playwright-core";

/** What the context of a session may depend on. */
export interface SessionContext {
  /** The name of the session's pool; not known of a session that was imported. */
  readonly pool?: string | undefined;
  readonly id: string;
  /** The lowest free integer: `accounts[slot]` makes the pool an account pool. */
  readonly slot: number;
  readonly variant: JsonValue | undefined;
  /** The pool's random source, in [0, 1). */
  readonly random: () => number;
}

/** Answers the options of a session's context. */
export type ContextOptionsOf = (context: SessionContext) => MaybePromise<BrowserContextOptions>;

/** An identity in front of a browser: what it is, and how its context is opened beyond that. */
export interface Disguise {
  readonly identity: HttpIdentity;
  readonly own: BrowserContextOptions;
}

/**
 * Takes the storage state out of the options of a context: it becomes part of the identity, which is what gets exported.
 *
 * @throws what reading the file of a storage state does
 */
export async function disguise(
  identity: HttpIdentity,
  { storageState, ...own }: BrowserContextOptions,
  now: () => number,
): Promise<Disguise> {
  if (storageState === undefined) return { identity, own };
  const state = typeof storageState === "string" ? await readState(storageState) : storageState;
  const { proxy, headers } = identity;
  return { identity: fromStorageState(state, { proxy, headers, now }), own };
}

async function readState(path: string): Promise<StorageState> {
  return JSON.parse(await readFile(path, "utf8")) as StorageState;
}
