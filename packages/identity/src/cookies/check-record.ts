import type { CookieRecord } from "./cookie.ts";
import { attributeFlaw } from "./judge-cookie.ts";
import { MAX_ATTRIBUTE_OCTETS, MAX_PAIR_OCTETS } from "./limits.ts";
import { exceedsOctets } from "./octets.ts";
import type { CookieRefusal } from "./outcome.ts";

const CONTROLS_OR_SEMICOLON = /[\u0000-\u0008\u000a-\u001f\u007f;]/;
const OUTER_SPACE = /^[ \t]|[ \t]$/;

const SAME_SITES: ReadonlySet<unknown> = new Set(["strict", "lax", "none"]);

/** The rules for a cookie that comes as a record, from a browser or a saved jar: those no Set-Cookie could have broken. */
export function recordFlaw(cookie: CookieRecord): CookieRefusal | undefined {
  if (!isCookieRecord(cookie)) return "malformed";
  const { name, value, domain, path, partition } = cookie;
  if (name === "" && value === "") return "malformed";
  if (
    ![name, value, path, partition?.topLevelSite ?? ""].every(
      (text) => !CONTROLS_OR_SEMICOLON.test(text),
    )
  )
    return "malformed";
  if (OUTER_SPACE.test(name) || OUTER_SPACE.test(value) || name.includes("=")) return "malformed";
  if (!path.startsWith("/") || !isCanonicalHost(domain)) return "malformed";
  if (exceedsOctets(name + value, MAX_PAIR_OCTETS) || exceedsOctets(path, MAX_ATTRIBUTE_OCTETS))
    return "too-large";
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
    return domain !== "" && new URL(`http://${domain}/`).hostname === domain;
  } catch {
    return false;
  }
}
