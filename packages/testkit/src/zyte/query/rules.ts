/** Judges one value of a request: answers what is wrong with it, or undefined. */
export type FieldRule = (value: unknown, at: string) => string | undefined;

/** The rules of an object's fields. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** Anything JSON can say. */
export const anyValue: FieldRule = () => undefined;

export const aBoolean: FieldRule = (value, at) =>
  typeof value === "boolean" ? undefined : `Field "${at}" must be a boolean`;

/** A string of so many characters. */
export function aText(min: number, max: number): FieldRule {
  return (value, at) => {
    if (typeof value !== "string") return `Field "${at}" must be a string`;
    if (value.length >= min && value.length <= max) return undefined;
    return `Field "${at}" must have ${min} to ${max} characters`;
  };
}

/** A string that matches. */
export function aTextLike(pattern: RegExp, expected: string): FieldRule {
  return (value, at) =>
    typeof value === "string" && pattern.test(value)
      ? undefined
      : `Field "${at}" must be ${expected}`;
}

export function aNumber(min: number, max: number = Infinity): FieldRule {
  return (value, at) =>
    typeof value === "number" && value >= min && value <= max
      ? undefined
      : `Field "${at}" must be a number from ${min} to ${max}`;
}

export function anInteger(min: number, max: number = Infinity): FieldRule {
  const number = aNumber(min, max);
  return (value, at) =>
    Number.isInteger(value) ? number(value, at) : `Field "${at}" must be an integer`;
}

export function oneOf(...choices: readonly string[]): FieldRule {
  return (value, at) =>
    choices.some((choice) => choice === value)
      ? undefined
      : `Field "${at}" must be one of ${choices.join(", ")}`;
}

export function nullable(rule: FieldRule): FieldRule {
  return (value, at) => (value === null ? undefined : rule(value, at));
}

/** A list of at most so many items. */
export function aList(item: FieldRule, max: number = Infinity): FieldRule {
  return (value, at) => {
    if (!Array.isArray(value)) return `Field "${at}" must be a list`;
    if (value.length > max) return `Field "${at}" must have at most ${max} items`;
    return firstComplaint(value.entries(), ([index, one]) => item(one, `${at}[${index}]`));
  };
}

/** An object whose keys are free and whose values keep one rule. */
export function aMap(rule: FieldRule, max: number = Infinity): FieldRule {
  return (value, at) => {
    if (!isPlain(value)) return `Field "${at}" must be an object`;
    const entries = Object.entries(value);
    if (entries.length > max) return `Field "${at}" must have at most ${max} entries`;
    return firstComplaint(entries, ([key, one]) => rule(one, `${at}.${key}`));
  };
}

/** An object with known fields, of which some must be there. */
export function anObject(rules: FieldRules, required: readonly string[] = []): FieldRule {
  return (value, at) => {
    if (!isPlain(value))
      return at ? `Field "${at}" must be an object` : "The body must be an object";
    const prefix = at ? `${at}.` : "";
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(rules, key)) return `Unrecognized field "${prefix}${key}"`;
    }
    const missing = required.find((key) => value[key] === undefined);
    if (missing !== undefined) return `Field "${prefix}${missing}" is required`;
    return firstComplaint(Object.entries(value), ([key, one]) => rules[key]?.(one, prefix + key));
  };
}

/** Whether a value is an object with fields. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function firstComplaint<Item>(
  items: Iterable<Item>,
  judge: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const complaint = judge(item);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
