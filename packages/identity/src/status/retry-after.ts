/**
 * How long a Retry-After header asks to wait, in milliseconds: delay seconds or an HTTP date (RFC 9110, section 10.2.3).
 * `undefined` when it is neither.
 */
export function retryAfterMs(header: string | null, nowAt: number): number | undefined {
  const value = header?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // A date starts with a weekday; `Date.parse` alone would take much else.
  if (!/^[A-Za-z]{3,9},? /.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowAt);
}
