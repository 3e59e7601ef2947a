import type { StorageState, StorageStateOrigin } from "@sessionary/identity";

/** What a page keeps for as long as its tab is open. */
export type SessionStorageItems = readonly { readonly name: string; readonly value: string }[];

/** Browsers' states know no sessionStorage; it goes along as one more field of its origin. */
export type OriginState = StorageStateOrigin & { readonly sessionStorage?: SessionStorageItems };

/** What was captured, with what was known before and not asked for this time. */
export function mergeOrigins(
  before: readonly OriginState[],
  captured: readonly StorageStateOrigin[],
  { indexedDB }: { readonly indexedDB: boolean },
): OriginState[] {
  const kept = (entry: OriginState): OriginState => {
    const { indexedDB: database, ...rest } = entry as OriginState & { indexedDB?: unknown };
    const known = indexedDB || database === undefined ? rest : { ...rest, indexedDB: database };
    return { ...known, localStorage: [] };
  };
  const old = new Map(before.map((entry) => [entry.origin, kept(entry)]));
  const seen = new Set(captured.map(({ origin }) => origin));
  return [
    ...captured.map((entry) => ({ ...old.get(entry.origin), ...entry })),
    ...[...old.values()].filter(({ origin }) => !seen.has(origin)),
  ].filter((entry) => !isEmpty(entry));
}

/** The origins with what pages keep for them; those that no page was open for are as they were. */
export function withSessionStorage(
  origins: readonly OriginState[],
  kept: ReadonlyMap<string, SessionStorageItems>,
): OriginState[] {
  const known = new Set(origins.map(({ origin }) => origin));
  const added = [...kept.keys()].filter((origin) => !known.has(origin));
  return [...origins, ...added.map((origin): OriginState => ({ origin, localStorage: [] }))]
    .map((entry) => {
      const sessionStorage = kept.get(entry.origin);
      return sessionStorage === undefined ? entry : { ...entry, sessionStorage };
    })
    .filter((entry) => !isEmpty(entry));
}

/** As `newContext` takes it. */
export function withoutSessionStorage({ cookies, origins }: StorageState): StorageState {
  const plain = origins.map((entry: OriginState): StorageStateOrigin => {
    const { sessionStorage: _, ...rest } = entry;
    return rest;
  });
  return { cookies, origins: plain };
}

function isEmpty(entry: OriginState): boolean {
  return Object.values(entry).every((value) => !Array.isArray(value) || value.length === 0);
}
