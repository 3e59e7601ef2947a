import { aString, expectOptions, invalidOption } from "@sessionary/core";
import type { SessionFields } from "../../request/session-fields.ts";
import type { Action } from "../../request/action.ts";

/** What names a context: 1 to 10 names of 1 to 30 characters, each with a value of 1 to 100. */
export type ContextValues = { readonly [name: string]: string };

/** The fields of a query that goes through a session which Zyte keeps. */
export type SessionContext = Required<Pick<SessionFields, "sessionContext">> &
  Pick<SessionFields, "sessionContextParameters">;

const SUBJECT = "createSessionContext";

/**
 * Names a session that Zyte keeps, and says how it is begun, once: spread it into every query that wants it. Its fields are frozen, so that all queries of one context
 * say the same.
 *
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { createSessionContext } from "@sessionary/zyte-api";
 *
 * const maine = createSessionContext(
 *   { postalCode: "04662" },
 *   { actions: [{ action: "setLocation", address: { postalCode: "04662" } }] },
 * );
 * const query = { url: "https://shop.example/p/1", browserHtml: true, ...maine };
 * ```
 */
export function createSessionContext(
  values: ContextValues,
  parameters?: { readonly actions?: readonly Action[] },
): SessionContext {
  const pairs = readPairs(values);
  if (parameters !== undefined) {
    expectOptions(SUBJECT, parameters, { actions: aList }, "parameters.");
  }
  const fields: SessionContext = {
    sessionContext: pairs,
    ...(parameters && { sessionContextParameters: structuredClone(parameters) }),
  };
  return deepFreeze(fields);
}

function readPairs(values: ContextValues): { name: string; value: string }[] {
  const rules = Object.fromEntries(Object.keys(Object(values)).map((name) => [name, aString]));
  expectOptions(SUBJECT, values, rules, "values.");
  const pairs = Object.entries(values).map(([name, value]) => ({ name, value }));
  if (pairs.length < 1 || pairs.length > 10) {
    throw invalidOption(SUBJECT, "values", "an object of 1 to 10 values", values);
  }
  for (const { name, value } of pairs) {
    if (name.length < 1 || name.length > 30) {
      throw invalidOption(SUBJECT, "values", "an object whose names have 1 to 30 characters", name);
    }
    if (value.length > 100) {
      throw invalidOption(SUBJECT, `values.${name}`, "a string of 1 to 100 characters", value);
    }
  }
  return pairs;
}

function aList(value: unknown): string | undefined {
  return Array.isArray(value) ? undefined : "a list of actions";
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
