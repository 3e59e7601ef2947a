import { invalidOption, type SessionaryError } from "@sessionary/core";
import { SUBJECT } from "./subject.ts";

/** As much of Playwright's `WorkerInfo` as says which worker this is. */
export interface WorkerPlace {
  readonly parallelIndex: number;
  readonly config: {
    readonly workers: number;
    readonly shard: { readonly current: number; readonly total: number } | null;
  };
}

/**
 * The accounts of one worker, as places in the list: every account has one worker, in all shards of a run. A worker that takes the
 * place of another one, after a failed test, has the same accounts.
 *
 * @throws `ERR_INVALID_OPTION` when none is left for it
 */
export function shareOfAccounts(count: number, { parallelIndex, config }: WorkerPlace): number[] {
  const { workers, shard } = config;
  const everyone = workers * (shard?.total ?? 1);
  const place = workers * ((shard?.current ?? 1) - 1) + parallelIndex;
  const share = Array.from({ length: count }, (_, index) => index).filter(
    (index) => index % everyone === place,
  );
  if (share.length === 0) throw tooFew(count, everyone, shard?.total);
  return share;
}

function tooFew(
  count: number,
  everyone: number,
  shards: number | undefined,
): SessionaryError<"ERR_INVALID_OPTION"> {
  const who =
    shards === undefined
      ? `one for each of ${everyone} workers`
      : `one for each worker of ${shards} shards`;
  const hint = shards === undefined ? ` (or \`workers: ${count}\` in the configuration)` : "";
  const expected = `a list of at least ${everyone}, ${who}${hint}`;
  return invalidOption(SUBJECT, "accounts", expected, `${count} accounts`);
}
