import type { Attempt } from "../errors/sessionary-error.ts";
import type { Reading } from "./exchange.ts";

/** A response in short, for attempts: its URL without credentials, query and hash. */
export function shortReading(reading: Reading): NonNullable<Attempt["reading"]> {
  return { status: reading.status, url: safeUrl(reading.url) };
}

/** Leaves out what may be secret. Only text is looked at: a wrong URL must not throw here. */
export function safeUrl(url: string): string {
  return url.replace(/[?#].*/s, "").replace(/^([^/\\]*[/\\]{2})[^/\\]*@/, "$1");
}
