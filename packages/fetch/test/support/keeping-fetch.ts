/**
 * The global fetch, which keeps every response: what is not ended by its user stays open, and is not ended by the garbage collector
 * some seconds later.
 */
export function createKeepingFetch(): typeof globalThis.fetch & {
  readonly kept: readonly Response[];
} {
  const kept: Response[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    kept.push(response);
    return response;
  };
  return Object.assign(fetch, { kept });
}
