import type { Browser, BrowserContext } from "playwright-core";

/** What may end before a call to the browser is answered; the browser then never answers. */
export interface Ends {
  readonly browser?: Browser;
  readonly context?: BrowserContext;
  readonly signal?: AbortSignal | undefined;
}

/** Playwright's own words, so that whoever looks for them finds them here too. */
const CLOSED = "Target page, context or browser has been closed";

/**
 * Settles as `work` does, or rejects as soon as the browser or the context is gone or the signal aborts: with the signal's reason,
 * or with what Playwright says of a closed target. Some of Playwright's calls never settle when the browser dies meanwhile.
 *
 * @param tooLate gets what `work` still comes to afterwards, to free it
 */
export function unlessGone<T>(
  work: Promise<T>,
  { browser, context, signal }: Ends,
  tooLate?: (result: T) => Promise<unknown>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      browser?.off("disconnected", onClosed);
      context?.off("close", onClosed);
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const onClosed = (): void => end(() => reject(new Error(CLOSED)));
    const onAbort = (): void => end(() => reject(signal?.reason as Error));

    browser?.on("disconnected", onClosed);
    context?.on("close", onClosed);
    signal?.addEventListener("abort", onAbort, { once: true });
    work.then(
      (result) => {
        // Nobody waits for it any more: its freeing is the last that is heard of it.
        if (isOver) void tooLate?.(result).catch(() => undefined);
        else end(() => resolve(result));
      },
      (error: unknown) => end(() => reject(error)),
    );
    if (signal?.aborted) onAbort();
    else if (browser?.isConnected() === false) onClosed();
  });
}

/** Closes a context and resolves when it is closed, whoever closes it: one of a browser that dies meanwhile is. */
export async function closeContext(context: BrowserContext): Promise<void> {
  const browser = context.browser();
  try {
    await unlessGone(context.close(), { context, ...(browser === null ? {} : { browser }) });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(CLOSED))) throw error;
  }
}
