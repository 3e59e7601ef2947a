import {
  fromStorageState,
  toStorageState,
  type CookieRecord,
  type HttpIdentity,
  type StorageStateCookie,
} from "@sessionary/identity";
import type { BrowserContext } from "playwright-core";
import { addCookies } from "../identity/add-cookies.ts";

/**
 * Keeps the jar and the context of one session alike, though each changes by itself. Only what has changed on one side is taken over
 * by the other: which cookies are new or other than they were, and which are gone.
 */
export class SharedCookies {
  readonly #identity: HttpIdentity;
  readonly #context: BrowserContext;
  /** What the browser had when the two last met. */
  #known: ReadonlyMap<string, StorageStateCookie> = new Map();

  constructor(identity: HttpIdentity, context: BrowserContext) {
    this.#identity = identity;
    this.#context = context;
  }

  /** Looks at the browser: what it has now is no change. */
  async look(): Promise<void> {
    this.#known = byKey(await this.#context.cookies());
  }

  /** Takes what has changed in the browser into the jar. */
  async toJar(): Promise<void> {
    this.takeIn(await this.#context.cookies());
  }

  /** The same, with cookies of the browser that were read already. */
  takeIn(cookies: readonly StorageStateCookie[]): void {
    const { cookies: jar } = this.#identity;
    const found = byKey(cookies);
    const { gone, changed } = compare(this.#known, found);
    for (const record of recordsOf(gone)) jar.add({ ...record, expiresAt: 0 });
    for (const record of recordsOf(changed)) jar.add(record);
    this.#known = found;
  }

  /** Runs what may change the jar, and takes what has changed into the browser. */
  async toBrowser<T>(change: () => Promise<T>): Promise<T> {
    const before = byKey(toStorageState(this.#identity).cookies);
    try {
      return await change();
    } finally {
      const { gone, changed } = compare(before, byKey(toStorageState(this.#identity).cookies));
      for (const { name, domain, path } of gone)
        await this.#context.clearCookies({ name, domain, path });
      if (changed.length > 0) await addCookies(this.#context, changed);
      await this.#lookFor([...gone, ...changed]);
    }
  }

  /** Looks for these alone: what a page has changed meanwhile is still to be taken in. */
  async #lookFor(cookies: readonly StorageStateCookie[]): Promise<void> {
    const keys = new Set(cookies.map(keyOf));
    const found = byKey(await this.#context.cookies());
    this.#known = new Map([
      ...[...this.#known].filter(([key]) => !keys.has(key)),
      ...[...found].filter(([key]) => keys.has(key)),
    ]);
  }
}

type Cookies = ReadonlyMap<string, StorageStateCookie>;

function compare(
  before: Cookies,
  after: Cookies,
): { readonly gone: StorageStateCookie[]; readonly changed: StorageStateCookie[] } {
  return {
    gone: [...before].filter(([key]) => !after.has(key)).map(([, cookie]) => cookie),
    changed: [...after]
      .filter(([key, cookie]) => !isSame(before.get(key), cookie))
      .map(([, cookie]) => cookie),
  };
}

function byKey(cookies: readonly StorageStateCookie[]): Cookies {
  return new Map(cookies.map((cookie) => [keyOf(cookie), cookie]));
}

function keyOf({ name, domain, path, partitionKey, ...more }: StorageStateCookie): string {
  return JSON.stringify([name, domain, path, partitionKey, more._crHasCrossSiteAncestor]);
}

function isSame(a: StorageStateCookie | undefined, b: StorageStateCookie): boolean {
  return (
    a !== undefined &&
    a.value === b.value &&
    a.expires === b.expires &&
    a.httpOnly === b.httpOnly &&
    a.secure === b.secure &&
    a.sameSite === b.sameSite
  );
}

function recordsOf(cookies: StorageStateCookie[]): readonly CookieRecord[] {
  return fromStorageState({ cookies, origins: [] }).cookies.cookies();
}
