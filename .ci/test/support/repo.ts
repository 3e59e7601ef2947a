import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type Finished, runWell } from "./run.ts";

/** The root of the repository. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The packages that are published, by the names of their folders. */
export const packages = ["core", "identity", "fetch", "testkit"] as const;

/** Runs the pinned pnpm in the root of the repository. */
export function pnpm(...args: readonly string[]): Promise<Finished> {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    packageManager: string;
  };
  return runWell("npx", ["--yes", packageManager, ...args], { cwd: root });
}

/** The path of a tool that the repository's root installs. */
export function tool(name: string): string {
  return join(root, "node_modules", ".bin", name);
}
