import { fail, type Answer } from "./answer.ts";
import type { EmulatorState } from "./emulator-state.ts";
import { chargeOf } from "./ledger/charge.ts";
import type { OpenZyteRequest } from "./ledger/ledger.ts";
import { answerOf } from "./plan/planned-answer.ts";
import { troubleOf } from "./plan/troubles.ts";
import { problemOf } from "./problems/problem.ts";
import type { ZyteProblemType } from "./problems/problem-types.ts";
import type { ZyteQuery } from "./query/query.ts";
import { serve } from "./serve.ts";
import { befall } from "./sessions/befall.ts";

/**
 * What becomes of a valid request: what the plan says, then what the seed says, then what sessions, limits and sites say. `gone` tells
 * that the client has left: a request that is still held is forgotten then, one that is under way goes on.
 */
export async function decide(
  request: OpenZyteRequest,
  state: EmulatorState,
  gone: AbortSignal,
): Promise<Answer | "gone"> {
  const { query } = request;
  if (!query) throw new Error("only valid requests are decided");
  const step = state.plans.take(request);
  if (step?.hold !== undefined) await held(step.hold, state, gone);
  if (gone.aborted && step?.hold !== undefined) return "gone";
  if (step) {
    request.planned = true;
    const planned = answerOf(step, query.url);
    if (planned) {
      befall(planned, request, query, state);
      return planned;
    }
  }
  const answer = refuseEarly(request, query, state) ?? (await serve(request, query, step, state));
  if (answer.status === 200 && step?.cut === undefined) enterCharge(request, query, state);
  return step?.cut === undefined ? answer : { ...answer, cut: step.cut };
}

function held(name: string, { holds }: EmulatorState, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve();
    const forget = holds.hold(name, resolve);
    gone.addEventListener("abort", () => {
      forget();
      resolve();
    });
  });
}

/** What is decided before a session or a site comes into play. */
function refuseEarly(
  request: OpenZyteRequest,
  query: ZyteQuery,
  state: EmulatorState,
): Answer | undefined {
  const { settings, limits } = state;
  const { hostname } = new URL(query.url);
  if (settings.forbiddenHosts.has(hostname))
    return fail(problemOf("/download/domain-forbidden", { blockedDomain: hostname }));
  const hit = limits.admit(request.apiKey ?? "", hostname);
  if (hit) {
    const retryAfter = settings.limits.retryAfter ? Math.ceil(hit.retryAfterMs / 1000) : undefined;
    return fail(problemOf(hit.type), { retryAfter });
  }
  const trouble = troubleOf(settings, request.number);
  if (trouble === undefined || !canBefall(trouble, request, query)) return undefined;
  const answer = fail(problemOf(trouble));
  befall(answer, request, query, state);
  return answer;
}

/** The problems of sessions befall requests with a session: its end a known one, the others a new one. */
function canBefall(
  type: ZyteProblemType,
  { opensSession }: OpenZyteRequest,
  { session }: ZyteQuery,
): boolean {
  if (!type.startsWith("/problem/")) return true;
  return session !== undefined && opensSession === (type !== "/problem/session-expired");
}

function enterCharge(
  request: OpenZyteRequest,
  query: ZyteQuery,
  { settings }: EmulatorState,
): void {
  request.charge = chargeOf(query);
  request.cost = settings.price(request.charge);
}
