import { describe, it } from "vitest";

/** Checks of one topic by name. Each gets a subject of its own, and throws when the subject does not conform. */
export interface CaseGroup<Subject> {
  readonly topic: string;
  readonly cases: { readonly [name: string]: (subject: Subject) => Promise<void> };
}

/** Why a check does not apply, by the name of the check. */
export type Skips = { readonly [name: string]: string };

/**
 * Registers every check as a test. A skipped one says why, and a skip that names no check is an error: it would hide that a check
 * was renamed.
 */
export function registerCases<Subject>(
  name: string,
  groups: readonly CaseGroup<Subject>[],
  skip: Skips,
  run: (check: (subject: Subject) => Promise<void>) => Promise<void>,
): void {
  expectKnown(name, groups, skip);
  describe(name, () => {
    for (const { topic, cases } of groups) {
      describe(topic, () => {
        for (const [title, check] of Object.entries(cases)) {
          if (Object.hasOwn(skip, title)) it.skip(`${title} (skipped: ${skip[title]})`, () => {});
          else it(title, () => run(check));
        }
      });
    }
  });
}

function expectKnown<Subject>(
  name: string,
  groups: readonly CaseGroup<Subject>[],
  skip: Skips,
): void {
  const known = new Set(groups.flatMap(({ cases }) => Object.keys(cases)));
  for (const [title, reason] of Object.entries(skip)) {
    if (!known.has(title)) throw new Error(`${name}: \`skip\` names no check: "${title}"`);
    if (reason.trim() === "") throw new Error(`${name}: \`skip\` gives no reason for "${title}"`);
  }
}
