import { invalidOption } from "@sessionary/core";
import type { WorkerInfo } from "@playwright/test";
import type { WithSessionsOptions } from "./options.ts";
import { shareOfAccounts } from "./share-of-accounts.ts";
import { SUBJECT } from "./subject.ts";

/** An account, with its place in the list it comes from. */
export interface PlacedAccount<Account> {
  readonly place: number;
  readonly account: Account;
}

/** @throws `ERR_INVALID_OPTION` when there is none for this worker */
export async function accountsOfWorker<Account>(
  { accounts }: Pick<WithSessionsOptions<Account>, "accounts">,
  worker: WorkerInfo,
): Promise<readonly PlacedAccount<Account>[]> {
  if (typeof accounts !== "function") {
    const share = new Set(shareOfAccounts(accounts.length, worker));
    return placed(accounts).filter(({ place }) => share.has(place));
  }
  const own: readonly Account[] = await accounts(worker);
  if (Array.isArray(own) && own.length > 0) return placed(own);
  const expected = "a function that answers a list of at least one account";
  throw invalidOption(SUBJECT, "accounts", expected, own);
}

function placed<Account>(accounts: readonly Account[]): readonly PlacedAccount<Account>[] {
  return accounts.map((account, place) => ({ place, account }));
}
