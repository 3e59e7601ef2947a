import { draw, drawInteger } from "./random.ts";
import type { SiteSettings } from "./resolve-options.ts";
import type { SiteSession } from "./session.ts";

/** Why a request does not reach its page. */
export type Refusal =
  | { readonly outcome: "banned" }
  | { readonly outcome: "expired" }
  | { readonly outcome: "throttled"; readonly retryAfterMs: number }
  | { readonly outcome: "failed" };

/**
 * Lets a request of a session through, counting the use, or says why not. An ended session is forgotten, so it is not
 * banned any more; a banned one is never throttled.
 */
export function admit(
  session: SiteSession,
  address: string,
  now: number,
  settings: SiteSettings,
): Refusal | undefined {
  session.requests += 1;
  if (!session.addresses.includes(address)) session.addresses.push(address);
  if (!session.banned) noticeExpiry(session, now);
  if (session.expired) return { outcome: "expired" };
  noticeBan(session, address, now, settings);
  if (session.banned) return { outcome: "banned" };
  const retryAfterMs = throttle(session, now, settings);
  if (retryAfterMs !== undefined) {
    session.throttled += 1;
    return { outcome: "throttled", retryAfterMs };
  }
  session.uses += 1;
  session.lastUseAt = now;
  if (limitsRate(settings)) session.recentUses.push(now);
  if (failsAt(settings, session.number, session.uses)) {
    session.failed += 1;
    return { outcome: "failed" };
  }
  return undefined;
}

/** Whether the nth use of somebody fails; visitors without a session are numbered 0 and counted by requests. */
export function failsAt({ seed, failures }: SiteSettings, session: number, use: number): boolean {
  return failures.share > 0 && draw(seed, "failure", session, use) < failures.share;
}

function noticeExpiry(session: SiteSession, now: number): void {
  const { fate } = session;
  if (session.uses >= fate.expireAfterUses) session.expire("uses");
  else if (now - session.createdAt > fate.maxAgeMs) session.expire("age");
  else if (now - session.lastUseAt > fate.maxIdleMs) session.expire("idle");
}

function noticeBan(
  session: SiteSession,
  address: string,
  now: number,
  settings: SiteSettings,
): void {
  if (session.uses >= session.fate.banAfterUses) session.ban("uses");
  else if (settings.bindToAddress && address !== session.addresses[0]) session.ban("address");
  else if (usesOfLastSecond(session, now) >= settings.ban.perSecond) session.ban("rate");
}

/** Milliseconds until the session may come again; undefined lets it through. */
function throttle(
  session: SiteSession,
  now: number,
  { seed, throttle: limits }: SiteSettings,
): number | undefined {
  if (now < session.throttledUntil) return session.throttledUntil - now;
  if (limits.everyUses && session.throttleAtUse === Infinity) {
    const gap = drawInteger(
      limits.everyUses,
      seed,
      "throttle",
      session.number,
      session.throttleRounds,
    );
    session.throttleAtUse = session.uses + gap;
  }
  const isWorn = session.uses >= session.throttleAtUse;
  if (!isWorn && usesOfLastSecond(session, now) < limits.perSecond) return undefined;
  if (isWorn) {
    session.throttleAtUse = Infinity;
    session.throttleRounds += 1;
  }
  session.throttledUntil = now + limits.retryAfterMs;
  return limits.retryAfterMs;
}

function limitsRate({ ban, throttle: limits }: SiteSettings): boolean {
  return ban.perSecond < Infinity || limits.perSecond < Infinity;
}

function usesOfLastSecond({ recentUses }: SiteSession, now: number): number {
  while (recentUses[0] !== undefined && recentUses[0] <= now - 1000) recentUses.shift();
  return recentUses.length;
}
