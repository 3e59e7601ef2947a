import type { Client } from "./client.ts";

const LOADERS = {
  fetch: () => import("./fetch/bare.ts"),
  "an ideal session": () => import("./fetch/ideal.ts"),
  "@sessionary/fetch": () => import("./fetch/sessionary.ts"),
  "fetch-cookie": () => import("./fetch/fetch-cookie.ts"),
  "tough-cookie by hand": () => import("./fetch/tough-cookie.ts"),
  axios: () => import("./axios/bare.ts"),
  "@sessionary/axios": () => import("./axios/sessionary.ts"),
  "axios-cookiejar-support": () => import("./axios/axios-cookiejar-support.ts"),
  "http-cookie-agent": () => import("./axios/http-cookie-agent.ts"),
} satisfies Record<string, () => Promise<{ open(): Promise<Client> }>>;

export type ClientName = keyof typeof LOADERS;

/** Loads the one that is measured, and none of the others. */
export async function openClient(name: ClientName): Promise<Client> {
  const { open } = await LOADERS[name]();
  return open();
}
