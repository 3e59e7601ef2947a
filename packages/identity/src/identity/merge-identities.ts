import { CookieJar } from "../cookies/cookie-jar.ts";
import type { CookieRecord } from "../cookies/cookie.ts";
import { toJson, type JsonValue } from "../json.ts";
import type { StorageStateOrigin } from "../storage-state/storage-state.ts";
import { readEncoded, VERSION } from "./encoded-identity.ts";
import { mergeCookies } from "./merge-cookies.ts";
import { mapSides, mineOf, threeWay, threeWayByKey, type Sides } from "./three-way.ts";

/** Three-way merge of encoded identities. */
export function mergeIdentities(json: Sides<unknown>, now: () => number): JsonValue {
  const sides = mapSides(json, readEncoded);
  const pick = <T>(part: (side: typeof sides.mine) => T): Sides<T> => mapSides(sides, part);
  const cookies = threeWay(
    pick((side) => side.cookies),
    (each) => mergeCookies(each, now()),
  );
  const origins = threeWay(
    pick((side) => side.origins),
    mergeOrigins,
  );
  const added = threeWayByKey(
    pick((side) => new Map(Object.entries(side.added))),
    mineOf,
  );
  return {
    version: VERSION,
    proxy: threeWay(
      pick((side) => side.proxy),
      mineOf,
    ),
    headers: toJson(
      threeWay(
        pick((side) => side.headers),
        mineOf,
      ),
      "headers",
    ),
    cookies: toJson(throughJar(cookies, now), "cookies"),
    origins: toJson(origins, "origins"),
    added: Object.fromEntries(added),
  };
}

function mergeOrigins(sides: Sides<readonly StorageStateOrigin[]>): readonly StorageStateOrigin[] {
  const indexes = mapSides(
    sides,
    (origins) => new Map(origins.map((each) => [each.origin, each] as const)),
  );
  return [...threeWayByKey(indexes, mineOf).values()];
}

/** Both together may be more than a jar holds, and some may have expired. */
function throughJar(cookies: readonly CookieRecord[], now: () => number): readonly CookieRecord[] {
  const jar = new CookieJar({ now });
  for (const cookie of cookies) jar.add(cookie);
  return jar.cookies();
}
