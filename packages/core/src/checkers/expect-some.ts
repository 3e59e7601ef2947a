import { expectOption, invalidOption, type OptionRule } from "../options/expect.ts";

/** Checks the arguments of a combinator: at least one, and each by the rule. */
export function expectSome(
  subject: string,
  key: string,
  values: readonly unknown[],
  rule: OptionRule,
): void {
  if (values.length === 0) throw invalidOption(subject, key, "given", undefined);
  values.forEach((value, index) => expectOption(subject, `${key}[${index}]`, value, rule));
}
