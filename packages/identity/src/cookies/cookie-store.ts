import type { CookieRecord } from "./cookie.ts";
import { CookieIndex, type CookieEntry } from "./cookie-index.ts";
import { firstToEvict } from "./eviction.ts";
import { MAX_PER_JAR, MAX_PER_SITE } from "./limits.ts";
import { domainMatch, pathMatch } from "./match.ts";
import type { CookieOutcome } from "./outcome.ts";

/** What is in a jar and how it changes: replacing, deleting, expiring, evicting. It has no clock. */
export class CookieStore {
  readonly index: CookieIndex = new CookieIndex();
  #changes = 0;
  #sequence = 0;
  /** No cookie expires before this time. */
  #nextExpiryAt = Number.POSITIVE_INFINITY;

  /** Grows with every change of the contents. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether the clock matters at all; reading it costs more than a cached header. */
  get mayExpire(): boolean {
    return this.#nextExpiryAt !== Number.POSITIVE_INFINITY;
  }

  put(record: CookieRecord, nowAt: number): CookieOutcome {
    const old = this.index.find(record);
    const expiresAt = record.expiresAt ?? Number.POSITIVE_INFINITY;
    if (expiresAt <= nowAt) {
      if (old === undefined) return "unchanged";
      this.#delete(old);
      return "deleted";
    }
    if (old !== undefined && isSame(old.record, record)) {
      this.touch(old);
      return "unchanged";
    }
    const entry = this.#entry(record, expiresAt, old);
    this.index.put(entry);
    this.#nextExpiryAt = Math.min(this.#nextExpiryAt, expiresAt);
    this.#changes += 1;
    this.#evict(record);
    return entry.gone ? "refused: too-many" : "stored";
  }

  /** Eviction takes what was not touched for longest. */
  touch(entry: CookieEntry): void {
    this.#sequence += 1;
    entry.touched = this.#sequence;
  }

  dropExpired(nowAt: number): void {
    if (nowAt < this.#nextExpiryAt) return;
    let nextExpiryAt = Number.POSITIVE_INFINITY;
    for (const entry of this.index.all()) {
      if (entry.expiresAt <= nowAt) this.#delete(entry);
      else nextExpiryAt = Math.min(nextExpiryAt, entry.expiresAt);
    }
    this.#nextExpiryAt = nextExpiryAt;
  }

  /** "Leave secure cookies alone" (RFC 6265bis, 5.7, step 13): would `added`, from an insecure origin, shadow a Secure cookie? */
  overlaysSecure(added: CookieRecord): boolean {
    for (const { record } of this.index.all()) {
      const isNear =
        domainMatch(record.domain, added.domain) || domainMatch(added.domain, record.domain);
      const isAlike = record.secure && record.name === added.name && isNear;
      if (isAlike && pathMatch(added.path, record.path)) return true;
    }
    return false;
  }

  #entry(record: CookieRecord, expiresAt: number, old: CookieEntry | undefined): CookieEntry {
    this.#sequence += 1;
    const touched = this.#sequence;
    if (old === undefined) return { record, expiresAt, order: touched, touched, gone: false };
    const kept = Object.freeze({ ...record, createdAt: old.record.createdAt });
    return { record: kept, expiresAt, order: old.order, touched, gone: false };
  }

  #delete(entry: CookieEntry): void {
    this.index.delete(entry);
    this.#changes += 1;
  }

  #evict(added: CookieRecord): void {
    const isSiteFull = this.index.siteSize(added) > MAX_PER_SITE;
    if (!isSiteFull && this.index.size <= MAX_PER_JAR) return;
    const victim = firstToEvict(isSiteFull ? this.index.sameSite(added) : this.index.all());
    if (victim !== undefined) this.#delete(victim);
  }
}

function isSame(a: CookieRecord, b: CookieRecord): boolean {
  return (
    a.value === b.value &&
    a.expiresAt === b.expiresAt &&
    a.secure === b.secure &&
    a.httpOnly === b.httpOnly &&
    a.sameSite === b.sameSite
  );
}
