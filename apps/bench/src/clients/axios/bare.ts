import { Agent } from "node:http";
import axios from "axios";
import type { Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** axios with one keep-alive agent: no cookies, no sessions. */
export async function open(): Promise<Client> {
  const httpAgent = new Agent({ keepAlive: true });
  const instance = axios.create({ httpAgent, proxy: false });
  return {
    get: async (url) => readPage(await instance.get<string>(url)),
    close: async () => httpAgent.destroy(),
  };
}
