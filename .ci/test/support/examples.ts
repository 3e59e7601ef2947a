import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./repo.ts";

/** A fenced TypeScript block of a README, a changeset or a TSDoc comment. */
export interface Example {
  /** Where its first line stands, as `path:line`. */
  readonly at: string;
  readonly code: string;
  /** The fence says `ts run`: the program stands alone, ends by itself and exits with 0. */
  readonly runnable: boolean;
}

/** Every example of the repository. */
export function findExamples(): readonly Example[] {
  const members = [...filesIn("packages"), ...filesIn("apps")];
  const files = ["README.md", ...filesIn(".changeset"), ...members.flatMap(documentedFiles)];
  return files
    .filter((path) => /\.(md|ts)$/.test(path))
    .flatMap((path) => examplesOf(path, readFileSync(join(root, path), "utf8")));
}

/** The examples of one file. In sources, only what stands behind the ` * ` of a comment is read. */
export function examplesOf(path: string, text: string): readonly Example[] {
  const margin = path.endsWith(".ts") ? String.raw`[ \t]*\*[ ]?` : "";
  const fence = new RegExp(
    `^${margin}\`\`\`(?:ts|typescript)( run)?[ \\t]*\\n(.*?)^${margin}\`\`\``,
    "gms",
  );
  return Array.from(text.matchAll(fence), (match) => {
    const line = text.slice(0, match.index).split("\n").length + 1;
    const code = (match[2] ?? "").replaceAll(new RegExp(`^${margin}`, "gm"), "");
    return { at: `${path}:${line}`, code, runnable: match[1] !== undefined };
  });
}

function documentedFiles(member: string): readonly string[] {
  return [
    ...filesIn(member).filter((path) => path.endsWith("/README.md")),
    ...filesIn(`${member}/src`, true),
  ];
}

function filesIn(folder: string, recursive = false): readonly string[] {
  const path = join(root, folder);
  const names = existsSync(path) ? readdirSync(path, { recursive, encoding: "utf8" }) : [];
  return names.toSorted().map((name) => `${folder}/${name}`);
}
