import type { CookieEntry } from "./cookie-index.ts";
import { defaultPath } from "./match.ts";
import type { ParsedSetCookie } from "./parse-set-cookie.ts";
import type { RequestTarget } from "./request-target.ts";

interface Repeat {
  readonly entry: CookieEntry;
  readonly origin: string;
  readonly usesDefaultPath: boolean;
}

const MAX_REPEATS = 32;

/**
 * The Set-Cookie headers whose cookie stands in the jar just as they would store it again. Sites repeat them with every
 * response. A header with Max-Age, or with an Expires beyond the cap, is never one of them: repeating it extends a life.
 */
export class RepeatMemo {
  readonly #repeats = new Map<string, Repeat>();

  /** The cookie that storing `header` again would leave as it is. */
  find(header: string, target: RequestTarget): CookieEntry | undefined {
    const repeat = this.#repeats.get(header);
    if (repeat === undefined || repeat.entry.gone) return undefined;
    if (repeat.origin !== target.origin) return undefined;
    if (repeat.usesDefaultPath && repeat.entry.record.path !== defaultPath(target.path))
      return undefined;
    return repeat.entry;
  }

  remember(
    header: string,
    parsed: ParsedSetCookie,
    target: RequestTarget,
    entry: CookieEntry,
  ): void {
    if (parsed.relative) return;
    if (this.#repeats.size >= MAX_REPEATS) this.#repeats.clear();
    this.#repeats.set(header, {
      entry,
      origin: target.origin,
      usesDefaultPath: parsed.path === null,
    });
  }
}
