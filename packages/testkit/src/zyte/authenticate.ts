import type { IncomingHttpHeaders } from "node:http";

import { problemOf, type ZyteProblem } from "./problems/problem.ts";
import type { EmulatorSettings } from "./options/resolve-options.ts";

/** Who is asking, as far as the Authorization header says: Basic, the key as user name, no password. */
export function apiKeyOf({ authorization = "" }: IncomingHttpHeaders): string | undefined {
  const [, token] = /^basic +([A-Za-z\d+/=]+)$/i.exec(authorization) ?? [];
  if (token === undefined) return undefined;
  const [user = "", ...password] = Buffer.from(token, "base64").toString("utf8").split(":");
  return user !== "" && password.length === 1 && password[0] === "" ? user : undefined;
}

/** Why a key may not ask; undefined if it may. */
export function refuseKey(
  apiKey: string | undefined,
  { apiKeys, suspendedKeys }: EmulatorSettings,
): ZyteProblem | undefined {
  if (apiKey === undefined) return problemOf("/auth/not-valid");
  if (suspendedKeys.has(apiKey)) return problemOf("/auth/account-suspended");
  return apiKeys.has(apiKey) ? undefined : problemOf("/auth/key-not-found");
}
