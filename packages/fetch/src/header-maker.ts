import type { MaybePromise } from "@sessionary/core";
import { createHttpIdentity, type IdentityHeaders } from "@sessionary/identity";
import { invalidOption } from "./invalid-option.ts";
import type { SessionHeadersContext, WireOptions } from "./options.ts";

/** Makes the headers of a new session. */
export type HeaderMaker = (context: SessionHeadersContext) => MaybePromise<IdentityHeaders>;

/** @throws `ERR_INVALID_OPTION` for what could not be sent, as far as it is known now */
export function createHeaderMaker({ headers = {}, userAgent }: WireOptions): HeaderMaker {
  const agents = agentsOf(userAgent);
  const isFunction = typeof headers === "function";
  if (!isFunction && (typeof headers !== "object" || headers === null)) {
    throw invalidOption("headers", "an object of header fields or a function", headers);
  }
  // Identities check their headers; these are known before there is one.
  if (!isFunction) createHttpIdentity({ headers });
  for (const agent of agents) createHttpIdentity({ headers: { "user-agent": agent } });

  const withAgent = (fields: IdentityHeaders, random: () => number): IdentityHeaders => {
    const agent = agents[Math.floor(random() * agents.length)];
    if (agent === undefined) return fields;
    const others = Object.entries(fields).filter(([name]) => name.toLowerCase() !== "user-agent");
    return { "user-agent": agent, ...Object.fromEntries(others) };
  };
  return ({ id, slot, variant, random }) => {
    const made = isFunction ? headers({ id, slot, variant, random }) : headers;
    return made instanceof Promise
      ? made.then((fields) => withAgent(fields, random))
      : withAgent(made, random);
  };
}

function agentsOf(userAgent: WireOptions["userAgent"]): readonly string[] {
  if (userAgent === undefined) return [];
  const agents: readonly unknown[] = Array.isArray(userAgent) ? userAgent : [userAgent];
  const good = agents.filter((agent): agent is string => typeof agent === "string" && agent !== "");
  if (good.length === agents.length && good.length > 0) return good;
  throw invalidOption("userAgent", "a string or a list of strings, none empty", userAgent);
}
