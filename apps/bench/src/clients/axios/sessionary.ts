import { withSessions } from "@sessionary/axios";
import axios from "axios";
import { VISITORS, type Client } from "../client.ts";
import { readPage } from "./read-page.ts";

/** Everything by default, but for the size. */
export async function open(): Promise<Client> {
  const instance = withSessions(axios.create(), { pool: { size: VISITORS } });
  return {
    get: async (url) => readPage(await instance.get<string>(url)),
    close: () => instance.sessions.close(),
  };
}
