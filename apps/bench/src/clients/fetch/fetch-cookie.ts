import fetchCookie from "fetch-cookie";
import { Visitors, type Client } from "../client.ts";
import { readPage } from "./read-page.ts";

export async function open(): Promise<Client> {
  const visitors = new Visitors(() => fetchCookie(fetch));
  return {
    get: (url) => visitors.with(async (cookieFetch) => readPage(await cookieFetch(url))),
    close: async () => undefined,
  };
}
