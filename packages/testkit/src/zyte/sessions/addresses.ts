import type { EmulatorSettings } from "../options/resolve-options.ts";

/** Addresses that requests without a session take turns on. */
const SHARED = 64;

/** The loopback address a session has for its whole life, out of 127.64.0.0/10; undefined where all share the system's. */
export function addressOf({ addresses }: EmulatorSettings, number: number): string | undefined {
  if (addresses === "one") return undefined;
  const place = number % 2 ** 22;
  return `127.${64 + (place >> 16)}.${(place >> 8) & 255}.${place & 255}`;
}

/** The address of a request without a session: some other one each time. */
export function passingAddress(
  { addresses }: EmulatorSettings,
  number: number,
): string | undefined {
  return addresses === "one" ? undefined : `127.32.0.${1 + (number % SHARED)}`;
}
