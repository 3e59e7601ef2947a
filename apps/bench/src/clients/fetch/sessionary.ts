import { createSessionFetch } from "@sessionary/fetch";
import { VISITORS, type Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** Everything by default, but for the size. */
export async function open(): Promise<Client> {
  const fetch = createSessionFetch({ pool: { size: VISITORS } });
  return {
    get: async (url) => readPage(await fetch(url)),
    close: () => fetch.sessions.close(),
  };
}
