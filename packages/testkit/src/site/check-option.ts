import { refuseOption, refuseUnknown } from "./invalid-option.ts";
import type { Drawn } from "./options.ts";

/** Where a checked option stands, for the text of its refusal. */
export interface OptionPlace {
  readonly owner: string;
  readonly option: string;
}

type Bounds = readonly [min: number, max: number];

/** The value as an options object that has none but the known keys; undefined counts as no options. */
export function checkGroup<Options extends object>(
  place: OptionPlace,
  value: Options | undefined,
  known: { readonly [Key in keyof Required<Options>]: true },
): Partial<Options> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuseOption(place.owner, place.option, "an object", value);
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(known, key)) {
      const option = place.option === "options" ? key : `${place.option}.${key}`;
      refuseUnknown(place.owner, option, Object.keys(known));
    }
  }
  return value;
}

/** The number, if it is within the bounds. */
export function checkNumber(place: OptionPlace, value: unknown, [min, max]: Bounds): number {
  if (typeof value === "number" && value >= min && value <= max) return value;
  return refuseOption(place.owner, place.option, `a number ${range(min, max)}`, value);
}

/** The number, if it is an integer within the bounds. */
export function checkInteger(place: OptionPlace, value: unknown, [min, max]: Bounds): number {
  if (Number.isSafeInteger(value)) {
    const integer = value as number;
    if (integer >= min && integer <= max) return integer;
  }
  return refuseOption(place.owner, place.option, `an integer ${range(min, max)}`, value);
}

/** A number or a pair in order, as a pair. */
export function checkDrawn(
  place: OptionPlace,
  value: Drawn,
  kind: "integer" | "number",
  min: number,
): readonly [number, number] {
  const fits = (part: unknown): part is number =>
    typeof part === "number" &&
    part >= min &&
    Number.isFinite(part) &&
    (kind === "number" || Number.isInteger(part));
  if (fits(value)) return [value, value];
  if (
    Array.isArray(value) &&
    value.length === 2 &&
    fits(value[0]) &&
    fits(value[1]) &&
    value[0] <= value[1]
  ) {
    return [value[0], value[1]];
  }
  const one = kind === "integer" ? "an integer" : "a finite number";
  return refuseOption(
    place.owner,
    place.option,
    `${one} >= ${min}, or a pair [min, max] of them`,
    value,
  );
}

/** The value, if it is one of the choices. */
export function checkChoice<Choice extends string>(
  place: OptionPlace,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === value);
  return (
    found ??
    refuseOption(
      place.owner,
      place.option,
      choices.map((one) => JSON.stringify(one)).join(" or "),
      value,
    )
  );
}

/** The text, if it matches. */
export function checkText(
  place: OptionPlace,
  value: unknown,
  pattern: RegExp,
  expected: string,
): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  return refuseOption(place.owner, place.option, expected, value);
}

/** The value, if it is true or false. */
export function checkBoolean(place: OptionPlace, value: unknown): boolean {
  return typeof value === "boolean"
    ? value
    : refuseOption(place.owner, place.option, "true or false", value);
}

function range(min: number, max: number): string {
  return max >= Number.MAX_SAFE_INTEGER ? `>= ${min}` : `from ${min} to ${max}`;
}
