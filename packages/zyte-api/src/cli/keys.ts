/** A key in the place of an option's name: nobody has called an option that. */
const LONG_NAME = /^--[a-z-]{1,20}$/;

/** No value that we take is longer, but those that are not repeated. */
const LONGEST_VALUE = 20;

const UNKNOWN = /unknown option '([^']*)'/s;
const INVALID = /argument '([^']*)' is invalid/s;

/** The keys that a command line and its environment hold. */
export function keysIn(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const given = argv.flatMap((arg, index) => {
    if (arg === "--api-key") return argv[index + 1] ?? [];
    return arg.startsWith("--api-key=") ? arg.slice("--api-key=".length) : [];
  });
  return [...given, env["ZYTE_API_KEY"] ?? ""];
}

/** A message without the keys. */
export function withoutKeys(text: string, keys: readonly (string | undefined)[]): string {
  return keys.reduce<string>((rest, key) => (key ? rest.replaceAll(key, "(key)") : rest), text);
}

/** What is said of wrong usage, without what may be a key in a wrong place: values, and options that are none. */
export function withoutValues(text: string): string {
  return text
    .replace(UNKNOWN, (_, option: string) => `unknown option '${nameOf(option)}'`)
    .replace(INVALID, (whole, value: string) =>
      value.length > LONGEST_VALUE ? "argument is invalid" : whole,
    );
}

function nameOf(option: string): string {
  const [name = ""] = option.split("=", 1);
  if (LONG_NAME.test(name)) return name;
  return name.startsWith("--") ? "--..." : name.slice(0, 2);
}
