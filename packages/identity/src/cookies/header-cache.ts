import type { CookieEntry, CookieIndex } from "./cookie-index.ts";
import type { CookieStore } from "./cookie-store.ts";
import { pathMatch } from "./match.ts";
import { topLevelSite, type RequestTarget } from "./request-target.ts";

interface OriginHeaders {
  /** `changes` of the store when this was computed. */
  readonly changes: number;
  /** Longest first, without the root. */
  readonly paths: readonly string[];
  readonly byPath: Map<string, string>;
}

/** More hosts than a session usually visits between two changes of its cookies. */
const MAX_ORIGINS = 64;

/**
 * Cookie headers by origin, path and version of the jar. Not by the request's path itself, of which a crawl never sees
 * one twice: two cookie paths that match one request path match each other too, so the longest decides the header.
 */
export class HeaderCache {
  readonly #origins = new Map<string, OriginHeaders>();

  get(store: CookieStore, target: RequestTarget): string {
    const origin = this.#origin(store, target);
    const longest = origin.paths.find((path) => pathMatch(target.path, path)) ?? "/";
    const known = origin.byPath.get(longest);
    if (known !== undefined) return known;
    const header = cookieHeader(store.index, target);
    origin.byPath.set(longest, header);
    return header;
  }

  #origin(store: CookieStore, target: RequestTarget): OriginHeaders {
    const known = this.#origins.get(target.origin);
    if (known?.changes === store.changes) return known;
    if (this.#origins.size >= MAX_ORIGINS) this.#origins.clear();
    const paths = store.index.pathsOf(target.host);
    const fresh: OriginHeaders = { changes: store.changes, paths, byPath: new Map() };
    this.#origins.set(target.origin, fresh);
    return fresh;
  }
}

/** RFC 6265bis, 5.8.3: longer paths first, then earlier creation. */
function cookieHeader(index: CookieIndex, target: RequestTarget): string {
  const entries: CookieEntry[] = [];
  for (const entry of index.matching(target.host, target.path))
    if (isSent(entry, target)) entries.push(entry);
  entries.sort((a, b) => b.record.path.length - a.record.path.length || a.order - b.order);
  return entries
    .map(({ record }) => (record.name === "" ? record.value : `${record.name}=${record.value}`))
    .join("; ");
}

function isSent({ record }: CookieEntry, target: RequestTarget): boolean {
  if (record.secure && !target.secure) return false;
  const { partition } = record;
  return (
    partition === null ||
    (!partition.crossSiteAncestor && partition.topLevelSite === topLevelSite(target))
  );
}
