import type { PoolStore } from "@sessionary/core";
import {
  createHttpIdentity,
  createIdentityCodec,
  type HttpIdentity,
  type IdentityCodec,
} from "@sessionary/identity";
import type { RedisClient } from "../../src/connection/connect.ts";
import { build, openPool, type PoolToOpen } from "./pools.ts";

const SITE = "https://shop.example/";
const identityCodec: IdentityCodec = createIdentityCodec();

/** An identity with these cookies, by name. */
export function identity(cookies: Readonly<Record<string, string>> = {}): HttpIdentity {
  const made = createHttpIdentity();
  for (const [name, value] of Object.entries(cookies)) {
    made.cookies.setCookie(`${name}=${value}`, SITE);
  }
  return made;
}

export function setCookie(state: HttpIdentity, name: string, value: string): void {
  state.cookies.setCookie(`${name}=${value}`, SITE);
}

/** Its cookies as they are sent, sorted. */
export function cookiesOf(state: HttpIdentity): readonly string[] {
  return (state.cookies.cookieHeader(SITE) ?? "").split("; ").toSorted();
}

export function openIdentities(
  client: RedisClient,
  given: Omit<PoolToOpen<HttpIdentity>, "codec"> = {},
): Promise<PoolStore<HttpIdentity>> {
  return openPool<HttpIdentity>(client, { ...given, codec: identityCodec });
}

/** Opens a pool, and builds a session in it. */
export async function openWithSession(
  client: RedisClient,
  given: Omit<PoolToOpen<HttpIdentity>, "codec"> & { readonly cookies?: Record<string, string> },
): Promise<PoolStore<HttpIdentity>> {
  const pool = await openIdentities(client, given);
  await build(pool, "a", identity(given.cookies ?? { sid: "first" }));
  return pool;
}
