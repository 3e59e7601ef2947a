import type { StorageState } from "@sessionary/identity";

/** A logged-in session of an account, as the pool of a worker keeps it. */
export interface AccountSession {
  /** Which of the accounts it is: its place in `accounts`. */
  readonly account: number;
  /** Cookies and storage as `init` left them. */
  readonly storageState: StorageState;
}
