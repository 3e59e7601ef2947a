import { isExtendedGeolocation } from "../query/geolocations.ts";
import { extractionsOf, kindOf } from "../query/kind.ts";
import type { ZyteQuery } from "../query/query.ts";
import type { ZyteCharge } from "./truth.ts";

/** What a request is charged for, should it succeed. */
export function chargeOf(query: ZyteQuery): ZyteCharge {
  const { geolocation } = query;
  const isExtended = geolocation !== undefined && isExtendedGeolocation(geolocation);
  return Object.freeze({
    kind: kindOf(query),
    extraction: extractionsOf(query)[0],
    geolocation: isExtended ? "extended" : "standard",
    ipType: query.ipType,
    screenshot: query.screenshot === true,
    actions: query.actions?.length ?? 0,
    networkCapture: (query.networkCapture?.length ?? 0) > 0,
    customAttributes: Object.keys(query["customAttributes"] ?? {}).length > 0,
  });
}
