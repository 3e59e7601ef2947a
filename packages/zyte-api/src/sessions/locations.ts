import type { Address } from "../request/address.ts";

/** In the order in which they stand in the names of pools. */
export const LOCATION_PARTS = [
  "addressCountry",
  "addressRegion",
  "postalCode",
  "streetAddress",
] as const;

/** What a location says, in order; empty parts say nothing. */
export function locationParts(location: Address): string[] {
  return LOCATION_PARTS.map((part) => location[part]).filter(
    (value): value is string => value !== undefined && value !== "",
  );
}

/** The location, if it says anything. */
export function someLocation(location: Address | undefined): Address | undefined {
  return location !== undefined && locationParts(location).length > 0 ? location : undefined;
}
