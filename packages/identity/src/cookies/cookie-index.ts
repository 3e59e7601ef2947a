import type { CookieRecord } from "./cookie.ts";
import { isIpAddress, pathMatch } from "./match.ts";
import { siteOf } from "./site.ts";

/** A stored cookie with what only the jar needs to know of it. */
export interface CookieEntry {
  readonly record: CookieRecord;
  readonly expiresAt: number;
  /** Ascends with creation; overwriting keeps it. */
  readonly order: number;
  /** Ascends with every Set-Cookie; eviction takes the lowest. */
  touched: number;
  /** Set when the cookie was deleted or replaced. */
  gone: boolean;
}

interface DomainCookies {
  readonly site: string;
  readonly paths: Map<string, Map<string, CookieEntry>>;
}

/** Cookies by domain, path and name. Knows no time and no rules; it only finds. */
export class CookieIndex {
  readonly #domains = new Map<string, DomainCookies>();
  readonly #siteSizes = new Map<string, number>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The cookie that `record` would replace: same name, domain, host-only flag, path and partition. */
  find(record: CookieRecord): CookieEntry | undefined {
    return this.#domains.get(record.domain)?.paths.get(record.path)?.get(keyOf(record));
  }

  put(entry: CookieEntry): void {
    const { record } = entry;
    const domain = this.#domainOf(record.domain);
    const names = domain.paths.get(record.path) ?? new Map<string, CookieEntry>();
    if (names.size === 0) domain.paths.set(record.path, names);
    const key = keyOf(record);
    const replaced = names.get(key);
    if (replaced !== undefined) replaced.gone = true;
    else this.#count(domain.site, 1);
    names.set(key, entry);
  }

  delete(entry: CookieEntry): void {
    const { record } = entry;
    const domain = this.#domains.get(record.domain);
    const names = domain?.paths.get(record.path);
    const key = keyOf(record);
    if (domain === undefined || names?.get(key) !== entry) return;
    entry.gone = true;
    names.delete(key);
    if (names.size === 0) domain.paths.delete(record.path);
    if (domain.paths.size === 0) this.#domains.delete(record.domain);
    this.#count(domain.site, -1);
  }

  /** How many cookies share the registrable domain of `record`, itself included once it is stored. */
  siteSize(record: CookieRecord): number {
    const site = this.#domains.get(record.domain)?.site;
    return site === undefined ? 0 : (this.#siteSizes.get(site) ?? 0);
  }

  /** All cookies that share the registrable domain of `record`. */
  *sameSite(record: CookieRecord): Generator<CookieEntry> {
    const site = this.#domains.get(record.domain)?.site;
    for (const domain of this.#domains.values()) if (domain.site === site) yield* entriesOf(domain);
  }

  *all(): Generator<CookieEntry> {
    for (const domain of this.#domains.values()) yield* entriesOf(domain);
  }

  /** The cookies of `host` on `path`, in no order; neither Secure nor partitions are looked at. */
  *matching(host: string, path: string): Generator<CookieEntry> {
    for (const [domain, paths] of this.#domainsOf(host)) {
      for (const [cookiePath, names] of paths) {
        if (!pathMatch(path, cookiePath)) continue;
        for (const entry of names.values())
          if (domain === host || !entry.record.hostOnly) yield entry;
      }
    }
  }

  /** The paths of the cookies that `host` may get, longest first, without the root. */
  pathsOf(host: string): readonly string[] {
    const found = new Set<string>();
    for (const [, paths] of this.#domainsOf(host)) for (const path of paths.keys()) found.add(path);
    found.delete("/");
    return [...found].sort((a, b) => b.length - a.length);
  }

  /** The host itself, then every domain above it. */
  *#domainsOf(host: string): Generator<[string, DomainCookies["paths"]]> {
    const own = this.#domains.get(host);
    if (own !== undefined) yield [host, own.paths];
    if (isIpAddress(host)) return;
    for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
      const above = host.slice(dot + 1);
      const domain = this.#domains.get(above);
      if (domain !== undefined) yield [above, domain.paths];
    }
  }

  #domainOf(name: string): DomainCookies {
    const known = this.#domains.get(name);
    if (known !== undefined) return known;
    const domain: DomainCookies = { site: siteOf(name), paths: new Map() };
    this.#domains.set(name, domain);
    return domain;
  }

  #count(site: string, change: 1 | -1): void {
    this.#size += change;
    const size = (this.#siteSizes.get(site) ?? 0) + change;
    if (size === 0) this.#siteSizes.delete(site);
    else this.#siteSizes.set(site, size);
  }
}

function* entriesOf(domain: DomainCookies): Generator<CookieEntry> {
  for (const names of domain.paths.values()) yield* names.values();
}

/** No part can contain the separator: controls are refused on receipt. */
function keyOf({ name, hostOnly, partition }: CookieRecord): string {
  const scope = hostOnly ? "h" : "d";
  if (partition === null) return `${scope}${name}`;
  return `${scope}${partition.topLevelSite}\n${partition.crossSiteAncestor}\n${name}`;
}
