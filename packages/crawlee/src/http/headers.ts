import type { IdentityHeaders } from "@sessionary/identity";

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** A request's own fields over those of its session. */
export function mergeHeaders(identity: IdentityHeaders, own: Fields = {}): Fields {
  const names = Object.keys(identity);
  if (names.length === 0) return own;
  const given = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const rest = names.filter((name) => !given.has(name.toLowerCase()));
  return { ...Object.fromEntries(rest.map((name) => [name, identity[name]])), ...own };
}

/** The fields with the session's cookies added to those that the request has itself; its own win. */
export function withCookies(fields: Fields, jarCookies: string): Record<string, Fields[string]> {
  const entries = Object.entries(fields);
  const rest = entries.filter(([name]) => name.toLowerCase() !== "cookie");
  const own = entries
    .filter(([name]) => name.toLowerCase() === "cookie")
    .flatMap(([, value]) => value ?? [])
    .join("; ");
  const cookie = mergeCookies(jarCookies, own);
  return Object.fromEntries(cookie === "" ? rest : [...rest, ["cookie", cookie]]);
}

function mergeCookies(jar: string, own: string): string {
  if (own === "" || jar === "") return own || jar;
  const names = new Set(own.split(";").map(nameOf));
  const kept = jar.split("; ").filter((pair) => !names.has(nameOf(pair)));
  return [...kept, own].join("; ");
}

function nameOf(pair: string): string {
  return pair.split("=", 1)[0]?.trim() ?? "";
}

/** A header's values. */
export function valuesOf(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
