import { problemOf, type ZyteProblem } from "../problems/problem.ts";
import { asksForOutput, judgeCombination } from "./combinations.ts";
import { judgeFields } from "./field-rules.ts";
import type { ZyteQuery } from "./query.ts";

/** Which of the open questions of the service's validation are answered how. */
export interface QueryReading {
  readonly experimentalCookies: "refuse" | "accept";
  readonly sessionWithContext: "refuse" | "accept";
}

/** A body as a request, or why it is none. */
export function readQuery(
  body: string,
  { experimentalCookies, sessionWithContext }: QueryReading,
): { readonly query: ZyteQuery } | { readonly problem: ZyteProblem } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { problem: problemOf("/request/invalid-json") };
  }
  const complaint = judgeFields(value, experimentalCookies === "accept");
  if (complaint !== undefined)
    return { problem: problemOf("/request/invalid", { detail: complaint }) };
  const query = value as ZyteQuery;
  if (!asksForOutput(query))
    return { problem: problemOf("/request/invalid", { detail: "The request asks for no output" }) };
  const misfit = judgeCombination(query, sessionWithContext === "refuse");
  if (misfit !== undefined)
    return { problem: problemOf("/request/unprocessable", { detail: misfit }) };
  return { query };
}
