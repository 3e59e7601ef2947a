import { checkText, type OptionPlace } from "../../site/check-option.ts";
import { refuseOption, refuseSecret } from "../../site/invalid-option.ts";

/** Who refuses. */
const OWNER = "ZyteEmulator";

/** Where an option stands. */
export function at(option: string): OptionPlace {
  return { owner: OWNER, option };
}

export function checkSeed(seed: string | number): string | number {
  if (typeof seed === "string" || Number.isFinite(seed)) return seed;
  return refuseOption(OWNER, "seed", "a text or a finite number", seed);
}

export function checkMethods<Value>(
  option: string,
  value: Value,
  methods: readonly string[],
): Value {
  const isFit =
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    methods.every((name) => typeof Reflect.get(value, name) === "function");
  if (isFit) return value;
  return refuseOption(OWNER, option, `an object with ${methods.join("(), ")}()`, value);
}

export function checkFunction<Value>(option: string, value: Value): Value {
  return typeof value === "function" ? value : refuseOption(OWNER, option, "a function", value);
}

export function checkKeys(option: string, keys: readonly string[]): readonly string[] {
  if (!Array.isArray(keys)) refuseSecret(OWNER, option, "a list of keys", keys);
  for (const key of keys as readonly unknown[]) {
    if (typeof key !== "string" || key === "" || key.includes(":"))
      refuseSecret(OWNER, option, "a list of texts without a colon", key);
  }
  return keys;
}

export function checkNames(option: string, names: readonly string[] = []): ReadonlySet<string> {
  if (!Array.isArray(names)) refuseOption(OWNER, option, "a list of host names", names);
  return new Set(
    names.map((name, index) =>
      checkText(at(`${option}[${index}]`), name, HOST, "a lower-case host name without a port"),
    ),
  );
}

const HOST = /^[^\s/:A-Z]+$/;

export function checkHosts(hosts: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  if (typeof hosts !== "object" || hosts === null)
    refuseOption(OWNER, "hosts", "origins by host name", hosts);
  for (const [name, origin] of Object.entries(hosts)) {
    checkText(at(`hosts.${name}`), name, HOST, "named by a lower-case host name without a port");
    if (!URL.canParse(origin) || new URL(origin).protocol !== "http:")
      refuseOption(OWNER, `hosts.${name}`, "an http: origin", origin);
  }
  return new Map(Object.entries(hosts));
}

export function checkPairs(
  option: string,
  pairs: Readonly<Record<string, string>>,
): readonly (readonly [name: string, value: string])[] {
  if (typeof pairs !== "object" || pairs === null)
    refuseOption(OWNER, option, "values by name", pairs);
  return Object.entries(pairs).map(([name, value]) => [
    name,
    checkText(at(`${option}.${name}`), value, /^[\x20-\x7e]*$/, "printable ASCII"),
  ]);
}
