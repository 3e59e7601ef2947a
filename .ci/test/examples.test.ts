import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { type Example, examplesOf, findExamples } from "./support/examples.ts";
import { root } from "./support/repo.ts";
import { run } from "./support/run.ts";
import { writeFiles } from "./support/scratch.ts";
import { typeCheck } from "./support/type-check.ts";

const examples = findExamples();

function named(list: readonly Example[]): readonly (readonly [string, Example])[] {
  return list.map((example) => [example.at, example]);
}

describe("every fenced TypeScript block of READMEs, changesets and TSDoc", () => {
  let complaints: ReadonlyMap<string, readonly string[]>;
  beforeAll(() => {
    complaints = typeCheck(Object.fromEntries(examples.map(({ at, code }) => [at, code])));
  });

  it.each(named(examples))("%s passes the type checker", (at) => {
    expect(complaints.get(at)).toEqual([]);
  });

  const runnable = examples.filter((example) => example.runnable);
  it.each(named(runnable))("%s runs, and exits by itself", async (_at, { code }) => {
    const folder = mkdtempSync(join(root, ".ci", ".tmp-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFiles(folder, { "example.ts": code });
    const flags = ["--import=tsx", "--conditions=@sessionary/source"];
    const finished = await run(process.execPath, [...flags, "example.ts"], { cwd: folder });
    expect(finished).toMatchObject({ status: 0 });
  });
});

describe("the check of examples", () => {
  it("sees a mistake", () => {
    const found = typeCheck({
      right: `import { isSessionaryError } from "@sessionary/core";\nexport const is: boolean = isSessionaryError(1);`,
      "wrong type": `import { isSessionaryError } from "@sessionary/core";\n\nconst n: number = isSessionaryError(1);`,
      "wrong name": `import { createNothing } from "@sessionary/core";`,
    });
    expect(found.get("right")).toEqual([]);
    expect(found.get("wrong type")).toEqual([
      "line 3: Type 'boolean' is not assignable to type 'number'.",
    ]);
    expect(found.get("wrong name")?.[0]).toMatch(/has no exported member 'createNothing'/);
  });

  it("finds blocks in documents and in comments", () => {
    const document =
      "# A\n\n```ts run\nconst a = 1;\n```\n\n```sh\nnpm test\n```\n\n```ts\nconst b = 2;\n```\n";
    expect(examplesOf("README.md", document)).toEqual([
      { at: "README.md:4", code: "const a = 1;\n", runnable: true },
      { at: "README.md:12", code: "const b = 2;\n", runnable: false },
    ]);
    const source = "/**\n * @example\n * ```ts\n * const a = {\n *   b: 1,\n * };\n * ```\n */\n";
    expect(examplesOf("src/a.ts", source)).toEqual([
      { at: "src/a.ts:4", code: "const a = {\n  b: 1,\n};\n", runnable: false },
    ]);
  });
});
