import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type Finished, runWell } from "./run.ts";

/** The root of the repository. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The packages that are published, by the names of their folders. */
export const packages: readonly string[] = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "package.json")),
);

/** Every entry point of the packages: its name in reports (`core`, `core-testing`) and its source. */
export const entryPoints: readonly (readonly [name: string, source: string])[] = packages.flatMap(
  (name) => {
    const { exports } = readManifest(join("packages", name)) as {
      exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
    };
    return Object.entries(exports).map(([path, conditions]) => {
      const source = conditions["@sessionary/source"];
      if (source === undefined) throw new Error(`packages/${name} exports ${path} without source`);
      return [name + path.slice(1).replace("/", "-"), join("packages", name, source)] as const;
    });
  },
);

/** Runs the pinned pnpm in the root of the repository. */
export function pnpm(...args: readonly string[]): Promise<Finished> {
  const { packageManager } = readManifest(".") as { packageManager: string };
  return runWell("npx", ["--yes", packageManager, ...args], { cwd: root });
}

/** The path of a tool that the repository's root installs. */
export function tool(name: string): string {
  return join(root, "node_modules", ".bin", name);
}

/** The package.json of a folder of the repository. */
export function readManifest(folder: string): unknown {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}
