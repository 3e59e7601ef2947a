import { fromStorageState, type HttpIdentity, type StorageState } from "@sessionary/identity";
import type { BrowserContext } from "playwright-core";
import { mergeOrigins, withSessionStorage } from "./origins.ts";
import { readSessionStorage } from "./session-storage.ts";
import { unlessGone } from "./unless-gone.ts";

/** What is captured beside cookies and localStorage. */
export interface CaptureOptions {
  /**
   * IndexedDB too, of all origins that were visited.
   *
   * @default false
   */
  readonly indexedDB?: boolean | undefined;
  /**
   * sessionStorage too, of the origins of pages that are open. It is restored into tabs that keep nothing for that origin yet.
   *
   * @default false
   */
  readonly sessionStorage?: boolean | undefined;
  /** Gives up: a page that is stuck answers nothing. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The clock of the captured jar, in epoch milliseconds.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

const OWN_PROPERTIES: ReadonlySet<string> = new Set(["cookies", "proxy", "headers", "origins"]);

/**
 * What a context holds now, as an identity: its cookies (partitioned and host-only ones as they are) and storage, with the proxy,
 * the headers and added properties of the identity it was opened from.
 *
 * @throws the signal's reason, when it aborts
 * @throws what Playwright does, and when the context is closed meanwhile
 */
export async function captureIdentity(
  context: BrowserContext,
  from: HttpIdentity,
  options: CaptureOptions = {},
): Promise<HttpIdentity> {
  const { cookies, origins } = await captureState(context, from, options);
  const { proxy, headers } = from;
  const identity = fromStorageState({ cookies, origins }, { proxy, headers, now: options.now });
  const added = Object.entries(from).filter(([key]) => !OWN_PROPERTIES.has(key));
  return Object.assign(identity, Object.fromEntries(added));
}

/** The state of a context; what was not asked for is as it was in `from`. */
export async function captureState(
  context: BrowserContext,
  from: Pick<HttpIdentity, "origins">,
  { indexedDB = false, sessionStorage = false, signal }: CaptureOptions,
): Promise<StorageState> {
  const ends = { context, signal };
  const state: StorageState = await unlessGone(context.storageState({ indexedDB }), ends);
  const origins = mergeOrigins(from.origins, state.origins, { indexedDB });
  if (!sessionStorage) return { cookies: state.cookies, origins };
  const kept = await unlessGone(readSessionStorage(context), ends);
  return { cookies: state.cookies, origins: withSessionStorage(origins, kept) };
}
