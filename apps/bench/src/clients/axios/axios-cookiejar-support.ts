import axios from "axios";
import { wrapper } from "axios-cookiejar-support";
import { CookieJar } from "tough-cookie";
import { Visitors, type Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** It makes an agent, and so a connection, for every request, and refuses one of the user's. */
export async function open(): Promise<Client> {
  const visitors = new Visitors(() =>
    wrapper(axios.create({ jar: new CookieJar(), proxy: false })),
  );
  return {
    get: (url) => visitors.with(async (instance) => readPage(await instance.get<string>(url))),
    close: async () => undefined,
  };
}
