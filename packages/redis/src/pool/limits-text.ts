import type { PoolLimits } from "@sessionary/core";

/** Limits as they are stored: JSON knows no endless numbers. */
export function limitsText(limits: PoolLimits): string {
  return JSON.stringify(limits, (_key, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? ENDLESS : value,
  );
}

export function readLimits(text: string): PoolLimits {
  return JSON.parse(text, (_key, value: unknown) =>
    value === ENDLESS ? Number.POSITIVE_INFINITY : value,
  ) as PoolLimits;
}

const ENDLESS = "Infinity";
