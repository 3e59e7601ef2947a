import { draw } from "../../site/random.ts";
import type { EmulatorSettings } from "../options/resolve-options.ts";
import type { ZyteProblemType } from "../problems/problem-types.ts";

/** The trouble the seed has in store for the request with this number. */
export function troubleOf(
  { seed, troubles }: EmulatorSettings,
  number: number,
): ZyteProblemType | undefined {
  if (troubles.length === 0) return undefined;
  let rest = draw(seed, "trouble", number);
  for (const [type, share] of troubles) {
    if (rest < share) return type;
    rest -= share;
  }
  return undefined;
}
