import { CookieJar } from "tough-cookie";
import { Visitors, type Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** fetch with tough-cookie by hand: ask the jar, fetch, tell the jar. */
export async function open(): Promise<Client> {
  const visitors = new Visitors(() => new CookieJar());
  return {
    get: (url) =>
      visitors.with(async (jar) => {
        const cookie = await jar.getCookieString(url);
        const response = await fetch(url, { headers: cookie === "" ? {} : { cookie } });
        for (const line of response.headers.getSetCookie()) await jar.setCookie(line, url);
        return readPage(response);
      }),
    close: async () => undefined,
  };
}
