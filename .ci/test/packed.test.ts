import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { findExamples } from "./support/examples.ts";
import { checkPrograms, programsFor, runProgram } from "./support/programs.ts";
import { packages, pnpm } from "./support/repo.ts";
import { runWell } from "./support/run.ts";
import { createScratch, writeFiles } from "./support/scratch.ts";

interface Manifest {
  readonly type: string;
  readonly sideEffects: boolean;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const scratch = createScratch();
const tarballs = join(scratch, "tarballs");
beforeAll(async () => {
  await pnpm("--recursive", "--filter=./packages/*", "pack", `--pack-destination=${tarballs}`);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function tarballOf(name: string): string {
  const file = readdirSync(tarballs).find((entry) => entry.startsWith(`sessionary-${name}-`));
  if (file === undefined) throw new Error(`pnpm has packed no @sessionary/${name}`);
  return join(tarballs, file);
}

describe("the first program of the README", () => {
  const [first] = findExamples();

  it("stands alone and has at most 12 lines", () => {
    expect(first).toMatchObject({ at: expect.stringMatching(/^README\.md:/), runnable: true });
    expect(first?.code.trim().split("\n").length).toBeLessThanOrEqual(12);
  });
});

describe.each(packages)("the tarball of @sessionary/%s", (name) => {
  const folder = join(scratch, name);
  const content = join(folder, "package");
  let manifest: Manifest;
  beforeAll(async () => {
    writeFiles(folder, { ".keep": "" });
    await runWell("tar", ["-xzf", tarballOf(name)], { cwd: folder });
    manifest = JSON.parse(readFileSync(join(content, "package.json"), "utf8")) as Manifest;
  });

  it("holds what is built, its README, its license, and nothing else", () => {
    expect(readdirSync(content).toSorted()).toEqual([
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
    ]);
    const strays = readdirSync(join(content, "dist")).filter(
      (file) => !/\.(js|d\.ts)(\.map)?$/.test(file),
    );
    expect(strays).toEqual([]);
  });

  it("exports types and ES modules that are there, and no sources", () => {
    for (const conditions of Object.values(manifest.exports)) {
      expect(Object.keys(conditions)).toEqual(["types", "default"]);
      for (const path of Object.values(conditions)) {
        expect(path).toMatch(/^\.\/dist\/[a-z-]+(\.d\.ts|\.js)$/);
        expect(readFileSync(join(content, path), "utf8")).not.toBe("");
      }
    }
    expect(JSON.stringify(manifest.exports)).not.toMatch(/@sessionary\/source|src/);
  });

  it("is an ES module without side effects", () => {
    expect(manifest).toMatchObject({ type: "module", sideEffects: false });
    expect(Object.values(manifest.dependencies ?? {}).join()).not.toMatch(/workspace:|catalog:/);
  });
});

describe.each([
  { title: "core alone", names: ["core"] },
  { title: "core with fetch", names: ["core", "identity", "fetch"] },
  { title: "core with axios", names: ["core", "identity", "axios"] },
])("an empty folder where npm has installed $title", ({ title, names }) => {
  const folder = join(scratch, title.replaceAll(" ", "-"));
  const installed = names.map((name) => `@sessionary/${name}`);
  beforeAll(async () => {
    writeFiles(folder, { "package.json": JSON.stringify({ private: true, type: "module" }) });
    const flags = ["--no-audit", "--no-fund", "--prefer-offline"];
    await runWell("npm", ["install", ...flags, ...names.map(tarballOf)], { cwd: folder });
  });

  it("has our packages from the tarballs", () => {
    const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
      packages: Record<string, { resolved?: string }>;
    };
    const ours = Object.entries(lock.packages).filter(([path]) => path.includes("@sessionary/"));
    expect(ours.map(([path]) => path.replace("node_modules/", "")).toSorted()).toEqual(
      installed.toSorted(),
    );
    for (const [, { resolved }] of ours) expect(resolved).toMatch(/^file:.*\.tgz$/);
    if (title === "core alone") expect(Object.keys(lock.packages)).toHaveLength(2);
  });

  const programs = programsFor(installed).map((program) => [program.at, program.code] as const);
  it("has a program in a README to run", () => {
    expect(programs).not.toEqual([]);
  });

  it.each(programs)("runs the program of %s", async (_at, code) => {
    expect(await runProgram(folder, code)).toMatchObject({ status: 0, stderr: "" });
  });

  it("type-checks these programs, and our declarations with them", () => {
    expect(
      checkPrograms(
        folder,
        programs.map(([, code]) => code),
      ),
    ).toEqual([]);
  });
});
