import fetchCookie from "fetch-cookie";
import { Visitors, type Client } from "./client.ts";

export async function open(): Promise<Client> {
  const visitors = new Visitors(() => fetchCookie(fetch));
  return {
    fetch: (url) => visitors.with((cookieFetch) => cookieFetch(url)),
    close: async () => undefined,
  };
}
