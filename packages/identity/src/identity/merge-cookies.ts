import type { CookieRecord } from "../cookies/cookie.ts";
import { mapSides, threeWayByKey, type Sides } from "./three-way.ts";

type Cookies = readonly CookieRecord[];
type Index = ReadonlyMap<string, CookieRecord>;

/**
 * Cookie by cookie, as a jar tells them apart. What has expired by `nowAt` is gone on every side, so that a cookie one side
 * renewed is not lost because it expired on the other.
 */
export function mergeCookies(sides: Sides<Cookies>, nowAt: number): Cookies {
  const indexes = mapSides(sides, (cookies) => indexOf(cookies));
  const live = mapSides(indexes, (index) => liveOf(index, nowAt));
  return inOrder(threeWayByKey(live, latest), indexes);
}

/**
 * Both sides changed one cookie. The one that was set anew later, after a deletion, wins; then the one that expires later: a site that
 * renews a cookie gives it the same life each time. Of the rest, deletions among them, nothing tells when it came, and mine wins:
 * it is written last.
 */
function latest({ mine, theirs }: Sides<CookieRecord | undefined>): CookieRecord | undefined {
  if (mine === undefined || theirs === undefined) return mine;
  if (mine.createdAt !== theirs.createdAt) return mine.createdAt > theirs.createdAt ? mine : theirs;
  if (mine.expiresAt === null || theirs.expiresAt === null) return mine;
  return theirs.expiresAt > mine.expiresAt ? theirs : mine;
}

/** By creation: those that both started from, then those that either side set anew. */
function inOrder(merged: Index, { base, mine }: Sides<Index>): Cookies {
  const isOld = (key: string): boolean => base.get(key)?.createdAt === merged.get(key)?.createdAt;
  const old = [...base.keys()].filter(isOld).flatMap((key) => merged.get(key) ?? []);
  const fresh = [...merged].filter(([key]) => !isOld(key));
  const isMine = ([key, cookie]: readonly [string, CookieRecord]): boolean =>
    mine.get(key) === cookie;
  const fromMine = fresh.filter(isMine).map(([, cookie]) => cookie);
  const fromTheirs = fresh.filter((each) => !isMine(each)).map(([, cookie]) => cookie);
  return [...old, ...zip(fromMine, fromTheirs)];
}

/** One list by age, in which each side keeps its order; the same whichever side is mine. */
function zip(mine: Cookies, theirs: Cookies): Cookies {
  const [ours, others] = [[...mine], [...theirs]];
  const zipped: CookieRecord[] = [];
  for (;;) {
    const [one, other] = [ours[0], others[0]];
    if (one === undefined || other === undefined) return [...zipped, ...ours, ...others];
    const next = isBefore(one, other) ? ours.shift() : others.shift();
    if (next !== undefined) zipped.push(next);
  }
}

function isBefore(one: CookieRecord, other: CookieRecord): boolean {
  return one.createdAt === other.createdAt
    ? keyOf(one) < keyOf(other)
    : one.createdAt < other.createdAt;
}

function indexOf(cookies: Cookies): Index {
  return new Map(cookies.map((cookie) => [keyOf(cookie), cookie]));
}

function liveOf(index: Index, nowAt: number): Index {
  const isLive = ({ expiresAt }: CookieRecord): boolean => expiresAt === null || expiresAt > nowAt;
  return new Map([...index].filter(([, cookie]) => isLive(cookie)));
}

/** What a jar holds once: two cookies that are alike in this replace each other. */
function keyOf({ name, domain, path, hostOnly, partition }: CookieRecord): string {
  const scope = partition && [partition.topLevelSite, partition.crossSiteAncestor];
  return JSON.stringify([domain, path, name, hostOnly, scope]);
}
