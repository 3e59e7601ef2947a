import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { readManifest, root, tool } from "./repo.ts";
import { type Finished, run } from "./run.ts";
import { createScratch } from "./scratch.ts";

/** What every package shares, and the generator edits. */
const SHARED = [
  ".ci/package.json",
  ".gitignore",
  ".oxlintrc.json",
  "package.json",
  "tsconfig.base.json",
  "vitest.config.ts",
];

/** A workspace without packages, with the tools that the repository has installed. The caller removes it. */
export function createWorkspace(): string {
  const folder = createScratch();
  for (const path of SHARED) cpSync(join(root, path), join(folder, path));
  mkdirSync(join(folder, "packages"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Runs `pnpm new:adapter`, as the root's package.json spells it, for another workspace. */
export function newAdapter(workspace: string, name: string): Promise<Finished> {
  const { scripts } = readManifest(".") as { scripts: Record<string, string> };
  const [program = "", ...args] = scripts["new:adapter"]?.split(" ") ?? [];
  const elsewhere = args.map((arg) => (arg === "." ? workspace : arg));
  return run(tool(program), [...elsewhere, name], { cwd: root });
}

/** What `pnpm install` does for a package of the workspace: links those of ours that it depends on. */
export function install(workspace: string, name: string): void {
  const folder = join(workspace, "packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies: object;
    devDependencies: object;
  };
  const scope = join(folder, "node_modules", "@sessionary");
  mkdirSync(scope, { recursive: true });
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const own = dependency.replace("@sessionary/", "");
    symlinkSync(join(root, "packages", own), join(scope, own));
  }
}

/** The files of a folder with their text, by path. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** What vitest prints of each failure of the generated conformance test, causes included; of one topic only. */
export async function failuresOf(
  workspace: string,
  name: string,
  topic: string,
): Promise<readonly string[]> {
  const args = ["run", "--project", `@sessionary/${name}`, "conformance", "-t", `${name} ${topic}`];
  const { status, stderr } = await run(tool("vitest"), args, { cwd: workspace });
  if (status === 0) throw new Error(`the generated conformance test is not red: ${topic}`);
  // Tests that failed alike are listed above one message.
  return stderr.split(/\[\d+\/\d+\]/).filter((block) => block.includes(" FAIL "));
}
