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
    if (!isUnknownScript(error)) throw withoutArguments(error);
    return connection.eval(script.source, key, args).catch((again: unknown) => {
      throw withoutArguments(again);
    });
  });
}

/** ioredis puts the whole command into its errors: with the states that were sent, and so with cookies. */
function withoutArguments(error: unknown): unknown {
  if (error instanceof Error && "command" in error) delete error.command;
  return error;
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
