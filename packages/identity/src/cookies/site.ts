import { getPublicSuffix } from "tough-cookie";

/**
 * The part of a host that its owner registered (`example.co.uk`), by the Public Suffix List, its private section
 * included; `undefined` for addresses, single labels such as `localhost`, and public suffixes themselves.
 * Names for tests (`shop.example`, `site.test`) count as registrable.
 */
export function registrableDomain(host: string): string | undefined {
  if (!host.includes(".")) return undefined;
  return getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true });
}

/** What counts together against the limits: the registrable domain, or the host where there is none. */
export function siteOf(host: string): string {
  return registrableDomain(host) ?? host;
}
