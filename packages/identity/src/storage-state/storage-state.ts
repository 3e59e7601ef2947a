/** A cookie as Playwright's `storageState()` gives it and `addCookies()` takes it. */
export interface StorageStateCookie {
  name: string;
  value: string;
  /** With a leading dot for domain cookies, without for host-only ones. */
  domain: string;
  path: string;
  /** Epoch seconds; -1 for a session cookie. */
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: "Strict" | "Lax" | "None";
  /** The top-level site of a partitioned cookie. */
  partitionKey?: string;
  /** Chromium's other half of the partition; Playwright takes a missing one for `true`. */
  _crHasCrossSiteAncestor?: boolean;
}

/** What a browser stored for an origin; fields beyond these, such as `indexedDB`, are kept as they are. */
export interface StorageStateOrigin {
  origin: string;
  localStorage: { name: string; value: string }[];
}

/** What Playwright's `context.storageState()` resolves to, and what its `newContext({ storageState })` takes. */
export interface StorageState {
  cookies: StorageStateCookie[];
  origins: StorageStateOrigin[];
}
