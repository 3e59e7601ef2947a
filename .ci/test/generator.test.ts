import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { examplesOf } from "./support/examples.ts";
import { tool } from "./support/repo.ts";
import { type Finished, run } from "./support/run.ts";
import { writeFiles } from "./support/scratch.ts";
import { createWorkspace, failuresOf, filesOf, install, newAdapter } from "./support/workspace.ts";

const notWritten = (method: string): RegExp =>
  new RegExp(`not written yet: WebClientAdapter\\.${method}\\(\\)`);

describe("pnpm new:adapter", () => {
  // A name of two words, as `node-fetch` would be.
  const name = "web-client";
  const workspace = createWorkspace();
  const folder = join(workspace, "packages", name);
  let finished: Finished;
  beforeAll(async () => {
    finished = await newAdapter(workspace, name);
    install(workspace, name);
  });
  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  it("says what to do next, and last how to see the red test", () => {
    expect(finished).toMatchObject({ status: 0 });
    // Plop tells its progress on standard error; the dashes are its own, where there is no terminal.
    const lines = finished.stderr.split("\n").filter((line) => !/^[-\s]*$/.test(line));
    expect(lines.at(-1)).toBe("  pnpm --filter @sessionary/web-client test conformance");
    expect(finished.stderr).toContain("2. pnpm install");
  });

  it("makes a package with all that the others have", () => {
    expect(Object.keys(filesOf(folder)).toSorted()).toEqual([
      "LICENSE",
      "README.md",
      "package.json",
      "src/adapter.ts",
      "src/create-session-web-client.ts",
      "src/index.ts",
      "src/options.ts",
      "test/conformance.test.ts",
      "test/types.test.ts",
      "tsconfig.json",
      "tsdown.config.ts",
      "vitest.config.ts",
    ]);
    for (const text of Object.values(filesOf(folder))) expect(text).not.toContain("{{");
  });

  it("says what users can do then, and lets examples import it", () => {
    const { ".changeset/web-client.md": changeset = "", ".ci/package.json": manifest = "" } =
      filesOf(workspace);
    expect(changeset).toContain('"@sessionary/web-client": minor');
    expect(JSON.parse(manifest)).toMatchObject({
      dependencies: { "@sessionary/web-client": "workspace:^" },
    });
  });

  it("keeps the conformance test within 20 lines", () => {
    const test = readFileSync(join(folder, "test/conformance.test.ts"), "utf8");
    expect(test.trim().split("\n").length).toBeLessThanOrEqual(20);
  });

  it("writes code that is formatted and linted", async () => {
    const formatted = await run(tool("oxfmt"), ["--check", "packages", ".changeset", ".ci"], {
      cwd: workspace,
    });
    expect(formatted).toMatchObject({ status: 0 });
    const linted = await run(tool("oxlint"), ["--format=json", "packages"], { cwd: workspace });
    expect(JSON.parse(linted.stdout)).toMatchObject({ diagnostics: [], number_of_files: 8 });
  });

  it("writes code, and examples in the README, that pass the type checker", async () => {
    const examples = examplesOf("README.md", readFileSync(join(folder, "README.md"), "utf8"));
    expect(examples).not.toEqual([]);
    const modules = examples.map(({ code }, index) => [`test/example-${index}.ts`, code] as const);
    writeFiles(folder, Object.fromEntries(modules));
    const { status, stdout } = await run(tool("tsc"), ["-p", folder], { cwd: workspace });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("makes a conformance test that is red, and names the method to write", async () => {
    const messages = await failuresOf(workspace, name, "cookies");
    expect(messages.length).toBeGreaterThan(0);
    // Where a test names its pools, the first question is the second.
    for (const message of messages) expect(message).toMatch(notWritten("(url|open)"));
    expect(messages.join()).toMatch(notWritten("url"));
  });

  it("names the next one when that is written", async () => {
    const path = "src/adapter.ts";
    const adapter = readFileSync(join(folder, path), "utf8");
    const written = adapter.replace(
      /url\(_request(.*)\n.*notWritten.*\n/,
      "url(request$1\n    return request.url;\n",
    );
    expect(written).not.toBe(adapter);
    writeFiles(folder, { [path]: written });
    const messages = await failuresOf(workspace, name, "cookies");
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toMatch(notWritten("open"));
  });

  it.each([
    ["web-client", "packages/web-client is there already"],
    ["WebClient", "A name is kebab-case"],
    ["../core", "A name is kebab-case"],
    ["@sessionary/other", "Leave the scope out"],
    ["", "An adapter needs a name"],
  ])("refuses the name %j", async (wrong, why) => {
    const before = filesOf(workspace);
    const { status, stdout, stderr } = await newAdapter(workspace, wrong);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain(why);
    expect(filesOf(workspace)).toEqual(before);
  });
});
