import type { Client } from "./client.ts";

/** The global fetch: no cookies, no sessions. */
export async function open(): Promise<Client> {
  return { fetch: (url) => fetch(url), close: async () => undefined };
}
