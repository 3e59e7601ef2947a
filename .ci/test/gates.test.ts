import { copyFileSync, cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { root, tool } from "./support/repo.ts";
import { run, runWell } from "./support/run.ts";
import { scratch, writeFiles } from "./support/scratch.ts";

const manifest = {
  name: "broken",
  version: "1.0.0",
  type: "module",
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
};

/** A gate that cannot fail guards nothing: each one is shown something it must refuse. */
describe("a gate fails", () => {
  it("publint, when an export names a missing file", async () => {
    const folder = scratch();
    writeFiles(folder, { "package.json": JSON.stringify(manifest), "index.d.ts": "export {};\n" });
    const { status, stdout } = await run(tool("publint"), ["run", "--strict", "--pack=false"], {
      cwd: folder,
    });
    expect(stdout).toContain("./index.js but the file does not exist");
    expect(status).not.toBe(0);
  });

  it("publint --strict, at a mere warning", async () => {
    const folder = scratch();
    const { type: _type, ...untyped } = manifest;
    writeFiles(folder, {
      "package.json": JSON.stringify(untyped),
      "index.d.ts": "export {};\n",
      "index.js": "export {};\n",
    });
    const { status } = await run(tool("publint"), ["run", "--strict", "--pack=false"], {
      cwd: folder,
    });
    expect(status).not.toBe(0);
  });

  it("attw, when the types of a tarball import what Node would not find", async () => {
    const folder = scratch();
    writeFiles(folder, {
      "package.json": JSON.stringify(manifest),
      "index.d.ts": 'export * from "./pool";\n',
      "index.js": 'export * from "./pool.js";\n',
      "pool.d.ts": "export declare const a: number;\n",
      "pool.js": "export const a = 1;\n",
    });
    await runWell("npm", ["pack"], { cwd: folder });
    const { status, stdout } = await run(
      tool("attw"),
      ["broken-1.0.0.tgz", "--profile", "esm-only", "--format", "ascii"],
      { cwd: folder },
    );
    expect(stdout).toContain("InternalResolutionError");
    expect(status).not.toBe(0);
  });

  it("size-limit, when core outgrows its limit", async () => {
    const core = join(root, "packages/core");
    const sizeLimit = join(core, "node_modules/.bin/size-limit");
    const { status, stdout } = await run(sizeLimit, ["--limit", "1 kB"], { cwd: core });
    expect(stdout).toMatch(/limit has exceeded/i);
    expect(status).not.toBe(0);
  });

  it("knip, when a file or an export is used by nobody", async () => {
    const folder = copyOfRepo();
    writeFiles(folder, {
      "packages/core/src/forgotten.ts": "export const forgotten = 1;\n",
      "packages/core/src/clock.ts": "export const systemClock = {};\nexport const unheardOf = 1;\n",
    });
    const { status, stdout } = await run(tool("knip"), ["--no-progress"], { cwd: folder });
    expect(stdout).toContain("packages/core/src/forgotten.ts");
    expect(stdout).toContain("unheardOf");
    expect(status).not.toBe(0);
  });

  it("sherif, when two packages want different versions of one library", async () => {
    const folder = scratch();
    writeFiles(folder, {
      "package.json": JSON.stringify({
        name: "all",
        private: true,
        packageManager: "pnpm@12.21.0",
      }),
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
      "packages/a/package.json": JSON.stringify({ name: "a", dependencies: { undici: "^7.0.0" } }),
      "packages/b/package.json": JSON.stringify({ name: "b", dependencies: { undici: "^6.0.0" } }),
    });
    const { status, stdout } = await run(tool("sherif"), [], { cwd: folder });
    expect(stdout).toContain("multiple-dependency-versions");
    expect(status).not.toBe(0);
  });

  it("oxfmt, at unformatted code", async () => {
    const folder = scratch();
    writeFiles(folder, { "a.ts": "export const a   = 'a'\n" });
    const { status } = await run(tool("oxfmt"), ["--check"], { cwd: folder });
    expect(status).not.toBe(0);
  });

  it("oxlint, at a promise that nobody awaits", async () => {
    const folder = scratch();
    copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
    writeFiles(folder, {
      "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true }, include: ["*.ts"] }),
      "a.ts": "async function a(): Promise<void> {}\na();\nexport {};\n",
    });
    const { status, stdout } = await run(tool("oxlint"), [], { cwd: folder });
    expect(stdout).toContain("no-floating-promises");
    expect(status).not.toBe(0);
  });
});

/** The repository's manifests and sources, with its installed packages, where a test may break them. */
function copyOfRepo(): string {
  const folder = scratch();
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => !/[/\\](node_modules|dist|coverage|\.git|\.turbo)$/.test(path),
  });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}
