/** The milliseconds that a Retry-After header asks for: seconds, or a date. */
export function retryAfterOf(header: string | null, nowAt: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = text === "" ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowAt);
}
