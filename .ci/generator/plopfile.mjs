import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { nameFlaw } from "./name-flaw.mjs";
import { nextSteps } from "./next-steps.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `pnpm new:adapter <name>`: a package that is complete but for the adapter itself, whose conformance test is red. */
export default function describeGenerators(plop) {
  const base = plop.getDestBasePath();
  const folderOf = (name) => join(base, "packages", name);

  plop.setGenerator("adapter", {
    description: "a package that wires a client library to sessions",
    prompts: [
      {
        type: "input",
        name: "name",
        message: "Name of the package, after the library it wires:",
        validate: (name) => nameFlaw(name, existsSync(folderOf(name))) ?? true,
      },
    ],
    actions: [
      {
        type: "addMany",
        base: "template",
        templateFiles: "template/**",
        stripExtensions: ["tmpl"],
        destination: "packages/{{name}}",
        abortOnFail: true,
      },
      { type: "add", templateFile: "../../LICENSE", path: "packages/{{name}}/LICENSE" },
      { type: "add", templateFile: "changeset.md.tmpl", path: ".changeset/{{name}}.md" },
      ({ name }) => letExamplesImport(name, join(base, ".ci", "package.json")),
      ({ name }) => format([folderOf(name), join(base, ".ci", "package.json")]),
      ({ name }) => nextSteps(name),
    ],
  });
}

/** Examples in READMEs are checked and run in `.ci`, which therefore depends on every package. */
function letExamplesImport(name, file) {
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const entries = Object.entries({
    ...manifest.dependencies,
    [`@sessionary/${name}`]: "workspace:^",
  });
  manifest.dependencies = Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return ".ci/package.json";
}

/** How lines break depends on how long the name is. */
function format(paths) {
  const oxfmt = join(root, "node_modules", ".bin", "oxfmt");
  const { status, stderr, error } = spawnSync(oxfmt, paths, { cwd: root, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`oxfmt: ${stderr}`);
  return "formatted";
}
