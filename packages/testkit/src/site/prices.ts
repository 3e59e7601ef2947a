import { draw } from "./random.ts";
import type { SiteSettings } from "./resolve-options.ts";

/** The true price of a product at a location, with two decimals, from 1.00 to 999.99. */
export function priceOf({ seed }: SiteSettings, product: number, zip: string): number {
  return (100 + Math.floor(draw(seed, "price", product, zip) * 99_900)) / 100;
}

/** The price a trial variant shows: 5 to 20 percent off, so never the true one. */
export function trialPriceOf(
  settings: SiteSettings,
  product: number,
  zip: string,
  variant: string,
): number {
  const off = 0.05 + draw(settings.seed, "trial", variant, product) * 0.15;
  return Math.floor(priceOf(settings, product, zip) * (1 - off) * 100) / 100;
}
