import { writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

import { type Example, findExamples } from "./examples.ts";
import { root } from "./repo.ts";
import { type Finished, run } from "./run.ts";

/** The runnable examples of READMEs that import nothing of ours but `installed`. */
export function programsFor(installed: readonly string[]): readonly Example[] {
  return findExamples().filter(({ at, code, runnable }) => {
    const ours = Array.from(
      code.matchAll(/from "(@sessionary\/[^/"]+)/g),
      (match) => match[1] ?? "",
    );
    return runnable && at.includes("README.md") && ours.every((name) => installed.includes(name));
  });
}

/** Runs a program by plain Node in `folder`, as a user would who has compiled it. */
export function runProgram(folder: string, code: string): Promise<Finished> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(folder, "program.mjs"), outputText);
  return run(process.execPath, ["program.mjs"], { cwd: folder });
}

/**
 * Type-checks programs in `folder` against the installed packages, as a user would who is stricter than we ask
 * (`skipLibCheck: false`). Answers the complaints about the programs and about our declarations.
 */
export function checkPrograms(folder: string, programs: readonly string[]): readonly string[] {
  const files = programs.map((code, index) => {
    const file = join(folder, `program-${index}.ts`);
    writeFileSync(file, code);
    return file;
  });
  const program = ts.createProgram({
    rootNames: files,
    options: {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
    },
  });
  return program
    .getSourceFiles()
    .filter(({ fileName }) => files.includes(fileName) || fileName.includes("/@sessionary/"))
    .flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ])
    .map(({ file, messageText }) => {
      return `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}
