import {
  aString,
  anInteger,
  aNumber,
  anything,
  expectOptions,
  invalidOption,
} from "../options/expect.ts";
import type { PoolExport, SessionExport } from "./pool-export.ts";

const SUBJECT = "SessionPool";

const aTime = aNumber("epoch milliseconds", Number.isFinite);
const exportRules = {
  version: (value: unknown) => (value === 1 ? undefined : "1, the version this one reads"),
  pool: aString,
  sessions: (value: unknown) => (Array.isArray(value) ? undefined : "a list of sessions"),
};
const sessionRules = {
  id: aString,
  state: anything,
  variant: anything,
  createdAt: aTime,
  lastUsedAt: aTime,
  uses: anInteger(0),
  errors: aNumber("a number >= 0", (count) => count >= 0),
  checkFailures: anInteger(0),
};

/**
 * The sessions of an export.
 *
 * @throws `ERR_INVALID_OPTION` naming the part that is none
 */
export function checkExport(exported: PoolExport): readonly SessionExport[] {
  expectOptions(SUBJECT, exported, exportRules, "export.");
  for (const key of ["version", "sessions"] as const)
    if (exported[key] === undefined)
      throw invalidOption(SUBJECT, `export.${key}`, "given", exported[key]);
  for (const [index, session] of exported.sessions.entries()) {
    const prefix = `export.sessions[${index}].`;
    expectOptions(SUBJECT, session, sessionRules, prefix);
    for (const key of ["id", "createdAt", "uses", "errors", "checkFailures"] as const)
      if (session[key] === undefined)
        throw invalidOption(SUBJECT, prefix + key, "given", session[key]);
  }
  return exported.sessions;
}
