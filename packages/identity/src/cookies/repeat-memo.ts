import type { CookieEntry } from "./cookie-index.ts";
import { defaultPath } from "./match.ts";
import type { ParsedSetCookie } from "./parse-set-cookie.ts";
import type { RequestTarget } from "./request-target.ts";

/** A header that was seen before. */
export interface Repeat {
  /** Its cookie, as it stands in the jar. */
  entry: CookieEntry;
  /** How much longer the cookie lives from each receipt on, in milliseconds; `null` where a repeat changes nothing. */
  readonly lifeMs: number | null;
  readonly origin: string;
  readonly usesDefaultPath: boolean;
}

const MAX_REPEATS = 32;

/**
 * The Set-Cookie headers whose cookie stands in the jar just as they would store it again, but for the time that Max-Age
 * gives it anew. Sites repeat them with every response. A header with an Expires beyond the cap is never one of them.
 */
export class RepeatMemo {
  readonly #repeats = new Map<string, Repeat>();

  /** The cookie that storing `header` again would leave as it is, or let live longer. */
  find(header: string, target: RequestTarget): Repeat | undefined {
    const repeat = this.#repeats.get(header);
    if (repeat === undefined || repeat.entry.gone) return undefined;
    if (repeat.origin !== target.origin) return undefined;
    if (repeat.usesDefaultPath && repeat.entry.record.path !== defaultPath(target.path))
      return undefined;
    return repeat;
  }

  remember(
    header: string,
    parsed: ParsedSetCookie,
    target: RequestTarget,
    entry: CookieEntry,
  ): void {
    if (parsed.relative && parsed.lifeMs === null) return;
    if (this.#repeats.size >= MAX_REPEATS) this.#repeats.clear();
    this.#repeats.set(header, {
      entry,
      lifeMs: parsed.lifeMs,
      origin: target.origin,
      usesDefaultPath: parsed.path === null,
    });
  }
}
