import axios from "axios";
import { HttpCookieAgent } from "http-cookie-agent/http";
import { CookieJar } from "tough-cookie";
import { Visitors, type Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** An axios instance for each visitor, with a keep-alive agent that keeps its cookies. */
export async function open(): Promise<Client> {
  // The types of its CommonJS build know another class of jars than those of our module.
  const agents: InstanceType<typeof HttpCookieAgent>[] = [];
  const visitors = new Visitors(() => {
    const httpAgent = new HttpCookieAgent({
      cookies: { jar: new CookieJar() as never },
      keepAlive: true,
    });
    agents.push(httpAgent);
    return axios.create({ httpAgent, proxy: false });
  });
  return {
    get: (url) => visitors.with(async (instance) => readPage(await instance.get<string>(url))),
    close: async () => agents.forEach((agent) => agent.destroy()),
  };
}
