import { inspect } from "node:util";
import type { Secret } from "./secret.ts";

/** Deeper than anybody prints. */
const DEPTH = 10;

/** The error as a cause to show: itself, or, where the secret is somewhere in it, a plain error that says what can be said. */
export function causeWithout(error: unknown, secret: Secret): unknown {
  const shown = inspect(error, { depth: DEPTH, maxStringLength: Infinity });
  return shown === secret.redact(shown) ? error : plain(error, secret, DEPTH);
}

function plain(error: unknown, secret: Secret, depth: number): Error | undefined {
  if (!(error instanceof Error) || depth === 0) return undefined;
  const cause = plain(error.cause, secret, depth - 1);
  const made = new Error(secret.redact(error.message), cause && { cause });
  made.name = secret.redact(error.name);
  made.stack = secret.redact(error.stack ?? "");
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? Object.assign(made, { code: secret.redact(code) }) : made;
}
