import { isIP } from "node:net";

/** Where the names of hosts lead. */
export interface Hosts {
  /** Names with a site of their own, as the origins of those sites. */
  readonly known: ReadonlyMap<string, string>;
  /** Where every other name leads. */
  readonly rest: string;
}

/**
 * The origin that really serves a URL; undefined if its host does not exist, as is true of all under `.invalid` (RFC 2606). Addresses
 * and `localhost` are what they are: sites of tests redirect to each other by them.
 */
export function originOf({ known, rest }: Hosts, { hostname, origin }: URL): string | undefined {
  const own = known.get(hostname);
  if (own !== undefined) return own;
  if (hostname === "localhost" || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return origin;
  return /(^|\.)invalid$/.test(hostname) ? undefined : rest;
}
