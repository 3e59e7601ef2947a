import { createSessionFetch } from "@sessionary/fetch";
import { VISITORS, type Client } from "./client.ts";

/** Everything by default, but for the size. */
export async function open(): Promise<Client> {
  const sessionFetch = createSessionFetch({ pool: { size: VISITORS } });
  return {
    fetch: (url) => sessionFetch(url),
    close: () => sessionFetch.sessions.close(),
  };
}
