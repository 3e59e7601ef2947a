import type { Connection } from "./connection.ts";

/**
 * A key as the server sees it. Clients may put a prefix before keys by themselves, but not before the channels that scripts name after keys; not
 * all of them say which.
 */
export async function keyOnServer(connection: Connection, key: string): Promise<string> {
  return (await connection.eval("return KEYS[1]", key, [])) as string;
}
