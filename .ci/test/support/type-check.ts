import { join } from "node:path";

import ts from "typescript";

import { root } from "./repo.ts";

/** Text of TypeScript modules by a name of their own. */
export type Modules = Readonly<Record<string, string>>;

/**
 * Type-checks modules that exist in memory only, with the repository's own compiler options, in a place from which
 * the packages are seen by their public names. Answers the complaints about each, with the line inside the module.
 */
export function typeCheck(modules: Modules): ReadonlyMap<string, readonly string[]> {
  const virtual = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [name, code] of Object.entries(modules)) {
    const path = join(root, ".ci", `example-${virtual.size}.ts`);
    virtual.set(path, `${code}\nexport {};\n`); // a module, whether it imports something or not
    names.set(path, name);
  }

  const options = readOptions();
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (path) => virtual.has(path) || disk.fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const code = virtual.get(path);
    if (code === undefined) return disk.getSourceFile(path, languageVersion, ...rest);
    return ts.createSourceFile(path, code, languageVersion);
  };

  const program = ts.createProgram({ rootNames: [...virtual.keys()], options, host });
  const complaints = new Map<string, readonly string[]>();
  for (const [path, name] of names) {
    const file = program.getSourceFile(path);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    complaints.set(name, found.map(describe));
  }
  return complaints;
}

function readOptions(): ts.CompilerOptions {
  const file = join(root, ".ci", "tsconfig.json");
  const { config, error } = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  if (error) throw new Error(describe(error));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, ".ci"));
  // An example may name a result that it does nothing with.
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}

function describe(diagnostic: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  if (!diagnostic.file) return text;
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  return `line ${line + 1}: ${text}`;
}
