import { readFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

import { root } from "./repo.ts";

/**
 * Everything that users of an entry point can name, in alphabetical order: its declarations as they will be published,
 * without comments and bodies. Whoever changes the public face of a package sees it change here.
 */
export function reportApi(entry: string): string {
  return exportsOf(entry)
    .symbols.map(({ name, target }) => {
      const paths = new Set(target.declarations?.map((node) => node.getSourceFile().fileName));
      const texts = [...paths].flatMap((path) => declarationsOf(target.name, path));
      if (texts.length === 0) throw new Error(`${entry} exports ${name}, which is not declared`);
      return `${texts.join("\n")}\n`;
    })
    .join("\n");
}

/** The names of an entry point, and of the options among them, that no TSDoc comment explains. */
export function findUndocumented(entry: string): readonly string[] {
  const { checker, symbols } = exportsOf(entry);
  const silent = (symbol: ts.Symbol): boolean =>
    symbol.getDocumentationComment(checker).length === 0;
  return symbols.flatMap(({ name, target }) => {
    const members = /(Options|Settings)$/.test(name) ? [...(target.members?.values() ?? [])] : [];
    const options = members.filter(({ flags }) => (flags & ts.SymbolFlags.TypeParameter) === 0);
    const names = options.filter(silent).map((option) => `${name}.${option.name}`);
    return silent(target) ? [name, ...names] : names;
  });
}

interface Exported {
  readonly name: string;
  readonly target: ts.Symbol;
}

function exportsOf(entry: string): { checker: ts.TypeChecker; symbols: readonly Exported[] } {
  const file = join(root, entry);
  const program = ts.createProgram({
    rootNames: [file],
    // Names and comments are all that is asked for: no library, no types of others.
    options: {
      module: ts.ModuleKind.NodeNext,
      // What one package passes on of another is read where it is written.
      customConditions: ["@sessionary/source"],
      allowImportingTsExtensions: true,
      noEmit: true,
      noLib: true,
      types: [],
    },
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} exports nothing`);

  const symbols = checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    target: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
  return { checker, symbols: symbols.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

const printer = ts.createPrinter({ removeComments: true });

/** What the declaration file of a source says about one of the names in it. */
function declarationsOf(name: string, path: string): readonly string[] {
  const { outputText } = ts.transpileDeclaration(readFileSync(path, "utf8"), { fileName: path });
  const file = ts.createSourceFile(path, outputText, ts.ScriptTarget.Latest, true);
  return file.statements
    .filter((statement) => namesOf(statement).includes(name))
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, file));
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name ? [name.getText()] : [];
}
