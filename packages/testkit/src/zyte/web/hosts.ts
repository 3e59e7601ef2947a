/** Where the names of hosts lead. */
export interface Hosts {
  /** Names with a site of their own, as the origins of those sites. */
  readonly known: ReadonlyMap<string, string>;
  /** Where every other name leads; undefined: nowhere. */
  readonly rest: string | undefined;
}

/** The origin that really serves a host; undefined if the host does not exist. Names under `.invalid` never do (RFC 2606). */
export function originOf({ known, rest }: Hosts, hostname: string): string | undefined {
  const own = known.get(hostname);
  if (own !== undefined) return own;
  return /(^|\.)invalid$/.test(hostname) ? undefined : rest;
}
