import { draw, drawInteger } from "./random.ts";
import type { Pair, SiteSettings } from "./resolve-options.ts";

/** What the seed has in store for one session. Infinity means never. */
export interface SessionFate {
  readonly banAfterUses: number;
  readonly expireAfterUses: number;
  readonly maxAgeMs: number;
  readonly maxIdleMs: number;
  /** `"A"`, or the name of the variant it sees instead. */
  readonly variant: string;
  /** Uses after which its pages show a place it did not ask for. */
  readonly wrongLocationAfterUses: number;
}

/** The fate of the session with this number, the same whenever and however often it is asked. */
export function fateOf(settings: SiteSettings, number: number): SessionFate {
  const { seed, ban, expire, wrongLocation } = settings;
  const drawCount = (name: string, pair: Pair): number =>
    pair === undefined ? Infinity : drawInteger(pair, seed, name, number);
  const drawMs = (name: string, pair: Pair): number =>
    pair === undefined ? Infinity : pair[0] + draw(seed, name, number) * (pair[1] - pair[0]);
  const isWrong = draw(seed, "wrong-location", number) < wrongLocation.share;
  return {
    banAfterUses: drawCount("ban", ban.afterUses),
    expireAfterUses: drawCount("expire", expire.afterUses),
    maxAgeMs: drawMs("max-age", expire.maxAgeMs),
    maxIdleMs: drawMs("max-idle", expire.maxIdleMs),
    variant: drawVariant(settings, number),
    wrongLocationAfterUses: isWrong
      ? drawCount("wrong-location-after", wrongLocation.afterUses)
      : Infinity,
  };
}

function drawVariant({ seed, variants }: SiteSettings, number: number): string {
  let rest = draw(seed, "variant", number);
  for (const [name, share] of variants) {
    if (rest < share) return name;
    rest -= share;
  }
  return "A";
}
