import type { CrawlRequest, RequestSource } from "./internals.ts";

/** So long a lock of Crawlee's outlasts what a request is locked for. */
const SHORT_MS = 1_000;

/**
 * Keeps a request locked in its queue while it waits for a session, which may take longer than a lock holds: another task would fetch it again.
 *
 * @returns what ends that, and leaves a whole lock for the handler
 */
export function keepLocked({ id }: CrawlRequest, source: RequestSource): () => Promise<void> {
  const { client, requestLockSecs } = source.requestQueue ?? source;
  if (id === undefined || requestLockSecs === undefined) return async () => undefined;
  const prolong = async (): Promise<void> => {
    // A lock that is lost already cannot be prolonged, and belongs to who has it now.
    await client?.prolongRequestLock?.(id, { lockSecs: requestLockSecs }).catch(() => undefined);
  };
  const startedAt = performance.now();
  const timer = setInterval(() => void prolong(), (requestLockSecs * 1000) / 3);
  timer.unref();
  return async () => {
    clearInterval(timer);
    if (performance.now() - startedAt > SHORT_MS) await prolong();
  };
}
