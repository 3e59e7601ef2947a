import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { root, tool } from "./support/repo.ts";
import { run } from "./support/run.ts";
import { scratch, writeFiles } from "./support/scratch.ts";

const imports = "eslint(no-restricted-imports)";
const globals = "eslint(no-restricted-globals)";
const properties = "eslint(no-restricted-properties)";

/** Lints one file as if it stood at `path`, and answers the names of the rules it breaks. */
async function rulesBrokenBy(path: string, code: string): Promise<readonly string[]> {
  const folder = scratch();
  copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  writeFiles(folder, { [path]: `${code}\n` });
  const { stdout } = await run(tool("oxlint"), ["--format=json"], { cwd: folder });
  const report = JSON.parse(stdout) as { diagnostics: { code: string }[]; number_of_files: number };
  expect(report.number_of_files).toBe(1);
  return [...new Set(report.diagnostics.map((diagnostic) => diagnostic.code))];
}

describe("the linter refuses", () => {
  it.each([
    ["core importing Node", "packages/core/src/a.ts", `export { join } from "node:path";`, imports],
    [
      "core importing a library",
      "packages/core/src/a.ts",
      `export { Cookie } from "tough-cookie";`,
      imports,
    ],
    [
      "core importing a type",
      "packages/core/src/pool/a.ts",
      `export type { Jar } from "@sessionary/identity";`,
      imports,
    ],
    [
      "core importing on demand",
      "packages/core/src/a.ts",
      `export const path = import("node:path");`,
      imports,
    ],
    [
      "core importing a neighbour's file",
      "packages/core/src/a.ts",
      `export * from "../../identity/src/jar.ts";`,
      imports,
    ],
    [
      "core importing itself by name",
      "packages/core/src/a.ts",
      `export * from "@sessionary/core";`,
      imports,
    ],
    [
      "core's tests importing testkit",
      "packages/core/test/a.test.ts",
      `export * from "@sessionary/testkit";`,
      imports,
    ],
    [
      "core reading the time",
      "packages/core/src/pool/a.ts",
      `export const at = Date.now();`,
      globals,
    ],
    ["core setting a timer", "packages/core/src/pool/a.ts", `setTimeout(() => {}, 1);`, globals],
    [
      "core drawing at random",
      "packages/core/src/pool/a.ts",
      `export const x = Math.random();`,
      properties,
    ],
    [
      "identity importing core",
      "packages/identity/src/a.ts",
      `export * from "@sessionary/core";`,
      imports,
    ],
    [
      "fetch importing testkit",
      "packages/fetch/src/a.ts",
      `export * from "@sessionary/testkit";`,
      imports,
    ],
    [
      "fetch importing core's fake clock",
      "packages/fetch/src/a.ts",
      `export * from "@sessionary/core/testing";`,
      imports,
    ],
    [
      "a later adapter importing fetch",
      "packages/axios/src/a.ts",
      `export * from "@sessionary/fetch";`,
      imports,
    ],
    [
      "redis importing identity",
      "packages/redis/src/a.ts",
      `export * from "@sessionary/identity";`,
      imports,
    ],
    [
      "redis importing a client's types",
      "packages/redis/src/state/a.ts",
      `export type { Redis } from "ioredis";`,
      imports,
    ],
    [
      "redis importing a neighbour's file",
      "packages/redis/src/a.ts",
      `export * from "../../core/src/clock.ts";`,
      imports,
    ],
    [
      "testkit importing identity",
      "packages/testkit/src/a.ts",
      `export * from "@sessionary/identity";`,
      imports,
    ],
    [
      "testkit importing fetch",
      "packages/testkit/src/site/a.ts",
      `export * from "@sessionary/fetch";`,
      imports,
    ],
    [
      "a test reaching into a neighbour",
      "packages/fetch/test/a.test.ts",
      `export * from "../../core/src/clock.ts";`,
      imports,
    ],
    [
      "an app reaching into a package",
      "apps/bench/src/a.ts",
      `export * from "../../../packages/core/src/clock.ts";`,
      imports,
    ],
    [
      "an app importing a package's files",
      "apps/bench/src/a.ts",
      `export * from "@sessionary/core/dist/index.js";`,
      imports,
    ],
    [
      "an app importing another app",
      "apps/bench/src/a.ts",
      `export * from "../../example-fetch";`,
      imports,
    ],
  ])("%s", async (_case, path, code, rule) => {
    expect(await rulesBrokenBy(path, code)).toContain(rule);
  });
});

describe("the linter accepts", () => {
  it.each([
    ["core importing its own files", "packages/core/src/pool/a.ts", `export * from "../clock.ts";`],
    [
      "core's clock calling the runtime's",
      "packages/core/src/clock.ts",
      `export const now = Date.now;`,
    ],
    [
      "core's tests importing its fake clock",
      "packages/core/test/a.test.ts",
      `export * from "@sessionary/core/testing";`,
    ],
    [
      "core's tests importing its sources",
      "packages/core/test/pool/a.test.ts",
      `export * from "../../src/clock.ts";`,
    ],
    [
      "identity importing a library",
      "packages/identity/src/a.ts",
      `export { Cookie } from "tough-cookie";`,
    ],
    ["fetch importing core", "packages/fetch/src/a.ts", `export * from "@sessionary/core";`],
    [
      "fetch importing identity",
      "packages/fetch/src/a.ts",
      `export * from "@sessionary/identity";`,
    ],
    [
      "fetch's tests importing testkit",
      "packages/fetch/test/a.test.ts",
      `export * from "@sessionary/testkit";`,
    ],
    ["redis importing core", "packages/redis/src/a.ts", `export * from "@sessionary/core";`],
    [
      "redis importing Node and its own files",
      "packages/redis/src/state/a.ts",
      `export { readFileSync } from "node:fs";\nexport * from "../keys.ts";`,
    ],
    [
      "redis's tests importing testkit and a client",
      "packages/redis/test/a.test.ts",
      `export * from "@sessionary/testkit";\nexport { Redis } from "ioredis";`,
    ],
    ["testkit importing core", "packages/testkit/src/a.ts", `export * from "@sessionary/core";`],
    [
      "testkit importing core's fake clock",
      "packages/testkit/src/a.ts",
      `export * from "@sessionary/core/testing";`,
    ],
    ["an app importing a package", "apps/bench/src/a.ts", `export * from "@sessionary/fetch";`],
  ])("%s", async (_case, path, code) => {
    expect(await rulesBrokenBy(path, code)).toEqual([]);
  });
});
