import type { CookieRecord } from "./cookie.ts";
import { attributeFlaw } from "./judge-cookie.ts";
import { MAX_PAIR_OCTETS } from "./limits.ts";
import { isIpAddress } from "./match.ts";
import { CONTROLS, exceedsOctets } from "./octets.ts";
import type { CookieRefusal } from "./outcome.ts";

const OUTER_SPACE = /^[ \t]|[ \t]$/;

const SAME_SITES: ReadonlySet<unknown> = new Set(["strict", "lax", "none"]);

/** The rules for a cookie that comes as a record, from a browser or a saved jar: those no Set-Cookie could have broken. */
export function recordFlaw(cookie: CookieRecord): CookieRefusal | undefined {
  if (!isCookieRecord(cookie)) return "malformed";
  const { name, value, domain, path, partition } = cookie;
  if (name === "" && value === "") return "malformed";
  if ([name, value].some((text) => text.includes(";"))) return "malformed";
  if ([name, value, path, partition?.topLevelSite ?? ""].some((it) => CONTROLS.test(it)))
    return "malformed";
  if (OUTER_SPACE.test(name) || OUTER_SPACE.test(value) || name.includes("=")) return "malformed";
  if (!path.startsWith("/") || !isCanonicalHost(domain)) return "malformed";
  // By what no list can change: a saved cookie must not fall to a newer list of public suffixes.
  if (!cookie.hostOnly && (isIpAddress(domain) || !domain.includes("."))) return "public-suffix";
  if (exceedsOctets(name + value, MAX_PAIR_OCTETS)) return "too-large";
  return attributeFlaw({ ...cookie, partitioned: partition !== null });
}

/** Records also come from JSON, which has no types. */
function isCookieRecord(cookie: unknown): boolean {
  if (typeof cookie !== "object" || cookie === null) return false;
  const fields = cookie as Partial<Record<keyof CookieRecord, unknown>>;
  return (
    [fields.name, fields.value, fields.domain, fields.path].every((it) => typeof it === "string") &&
    [fields.hostOnly, fields.secure, fields.httpOnly].every((it) => typeof it === "boolean") &&
    (fields.expiresAt === null || Number.isFinite(fields.expiresAt)) &&
    Number.isFinite(fields.createdAt) &&
    (fields.sameSite === null || SAME_SITES.has(fields.sameSite)) &&
    isPartition(fields.partition)
  );
}

function isPartition(partition: unknown): boolean {
  if (partition === null) return true;
  if (typeof partition !== "object") return false;
  const { topLevelSite, crossSiteAncestor } = partition as Record<string, unknown>;
  return typeof topLevelSite === "string" && typeof crossSiteAncestor === "boolean";
}

function isCanonicalHost(domain: string): boolean {
  try {
    return !domain.startsWith(".") && new URL(`http://${domain}/`).hostname === domain;
  } catch {
    return false;
  }
}
