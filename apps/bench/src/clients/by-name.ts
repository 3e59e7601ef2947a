import type { Client } from "./client.ts";

const LOADERS = {
  bare: () => import("./bare.ts"),
  ideal: () => import("./ideal.ts"),
  sessionary: () => import("./sessionary.ts"),
  "fetch-cookie": () => import("./fetch-cookie.ts"),
  "tough-cookie by hand": () => import("./tough-cookie.ts"),
} satisfies Record<string, () => Promise<{ open(): Promise<Client> }>>;

export type ClientName = keyof typeof LOADERS;

/** Loads the one that is measured, and none of the others. */
export async function openClient(name: ClientName): Promise<Client> {
  const { open } = await LOADERS[name]();
  return open();
}
