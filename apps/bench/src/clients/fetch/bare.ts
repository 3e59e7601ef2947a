import type { Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** The global fetch: no cookies, no sessions. */
export async function open(): Promise<Client> {
  return { get: async (url) => readPage(await fetch(url)), close: async () => undefined };
}
