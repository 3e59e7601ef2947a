import type { CookieEntry } from "./cookie-index.ts";

/**
 * Which of too many cookies goes first: one that is not Secure, then the one set longest ago (RFC 6265bis, 5.7, "remove
 * excess cookies"; expired ones are gone before). The RFC asks for the last *access*; reading leaves no trace here, so
 * that headers can be cached.
 */
export function firstToEvict(entries: Iterable<CookieEntry>): CookieEntry | undefined {
  let first: CookieEntry | undefined;
  for (const entry of entries) if (first === undefined || goesBefore(entry, first)) first = entry;
  return first;
}

function goesBefore(a: CookieEntry, b: CookieEntry): boolean {
  return a.record.secure === b.record.secure ? a.touched < b.touched : !a.record.secure;
}
