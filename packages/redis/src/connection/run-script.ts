import type { Script } from "../lua/scripts.ts";
import type { Connection } from "./connection.ts";

/** Runs a script by its digest. A server that was restarted, or has become the master, is sent it again. */
export function runScript(
  connection: Connection,
  script: Script,
  key: string,
  args: readonly string[],
): Promise<unknown> {
  return connection.evalSha(script.sha, key, args).catch((error: unknown) => {
    if (!isUnknownScript(error)) throw error;
    return connection.eval(script.source, key, args);
  });
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
