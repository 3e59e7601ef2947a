import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import type { CliSettings } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Looks at the input before anything of the output is overwritten. Answers whether it is a file, which can be read more than once.
 *
 * @throws what is wrong with the input
 * @throws {UsageError} when the output is the same file
 */
export async function checkInput({
  input,
  output,
}: Pick<CliSettings, "input" | "output">): Promise<boolean> {
  if (input === "-") return false;
  const source = await stat(input);
  if (!source.isFile()) return false;
  const target = output === "-" ? undefined : await stat(output).catch(() => undefined);
  if (target !== undefined && isSame(source, target)) {
    throw new UsageError(`--output: ${output} is the input, which would be overwritten`);
  }
  return true;
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}
