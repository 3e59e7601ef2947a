import type { CrawlRequest, RequestSource } from "./internals.ts";

/**
 * Keeps a request locked in its queue while it waits for a session, which may take longer than a lock holds: another task would fetch it again.
 *
 * @returns what ends that
 */
export function keepLocked({ id }: CrawlRequest, source: RequestSource): () => void {
  const { client, requestLockSecs } = source;
  if (id === undefined || requestLockSecs === undefined) return () => undefined;
  const prolong = (): void => {
    // A lock that is lost already cannot be prolonged, and belongs to who has it now.
    client?.prolongRequestLock?.(id, { lockSecs: requestLockSecs }).catch(() => undefined);
  };
  const timer = setInterval(prolong, (requestLockSecs * 1000) / 3);
  timer.unref();
  return () => clearInterval(timer);
}
