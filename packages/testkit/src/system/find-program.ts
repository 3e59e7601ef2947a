import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The program that an environment variable names, or `undefined` when it is not set.
 *
 * @throws {Error} when it names something else than a program: nobody who sets it means "or any other"
 */
export function programNamedBy(variable: string, env: Environment): string | undefined {
  const named = env[variable];
  if (named === undefined || named === "") return undefined;
  if (isProgram(named)) return named;
  throw new Error(`${variable} names no program: ${named}`);
}

/** Where programs of these names would be on `PATH`, the first folder first. */
export function placesOnPath(names: readonly string[], env: Environment): readonly string[] {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** Whether it is a file that we may execute. */
export function isProgram(path: string): boolean {
  if (path === "") return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
