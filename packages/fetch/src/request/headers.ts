/** Header fields by lower-case name; several of one name joined as HTTP joins them. */
export function headerRecord(headers: RequestInit["headers"] | null): Record<string, string> {
  const record: Record<string, string> = {};
  if (headers === undefined || headers === null) return record;
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers);
  for (const pair of pairs as Iterable<Iterable<unknown>>) {
    const fields = [...pair];
    if (fields.length !== 2)
      throw new TypeError("fetch: expected each header to be a name and a value");
    const [name, value] = fields;
    const key = String(name).toLowerCase();
    const known = Object.hasOwn(record, key) ? record[key] : undefined;
    // Assigning to `__proto__` would lose the header.
    if (key === "__proto__") throw new TypeError('fetch: "__proto__" is no header');
    record[key] =
      known === undefined
        ? String(value)
        : `${known}${key === "cookie" ? "; " : ", "}${String(value)}`;
  }
  return record;
}

const EMPTY: ReadonlySet<string> = new Set();

/** A session's headers in their order and spelling, with the request's own, which win. */
export function mergeHeaders(
  ofSession: Readonly<Record<string, string>>,
  ofRequest: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = Object.keys(ofSession);
  if (names.length === 0) return { ...ofRequest };
  const merged: Record<string, string> = {};
  let replaced: Set<string> | undefined;
  for (const name of names) {
    const lower = name.toLowerCase();
    const own = ofRequest[lower];
    if (own !== undefined) (replaced ??= new Set()).add(lower);
    merged[name] = own ?? ofSession[name] ?? "";
  }
  const done = replaced ?? EMPTY;
  for (const name of Object.keys(ofRequest)) {
    if (!done.has(name)) merged[name] = ofRequest[name] ?? "";
  }
  return merged;
}

/** Removes fields whatever their spelling. */
export function dropHeaders(headers: Record<string, string>, names: ReadonlySet<string>): void {
  for (const name of Object.keys(headers)) {
    if (names.has(name.toLowerCase())) delete headers[name];
  }
}

/** The session's cookies, then the request's own; a name that the request gives is not sent with the session's value. */
export function mergeCookies(ofSession: string, ofRequest: string | undefined): string {
  if (ofRequest === undefined || ofRequest === "") return ofSession;
  if (ofSession === "") return ofRequest;
  const own = new Set(ofRequest.split(";").map(cookieName));
  const kept = ofSession.split("; ").filter((pair) => !own.has(cookieName(pair)));
  return [...kept, ofRequest].join("; ");
}

function cookieName(pair: string): string {
  const end = pair.indexOf("=");
  return (end === -1 ? "" : pair.slice(0, end)).trim();
}
