import { fail, succeed, type Answer } from "./answer.ts";
import type { EmulatorState } from "./emulator-state.ts";
import { loadAndAct, perform, type Means, type Performance } from "./extract/perform.ts";
import { resultOf } from "./extract/result.ts";
import type { OpenZyteRequest } from "./ledger/ledger.ts";
import type { ZytePlannedAnswer } from "./plan/plan-step.ts";
import { problemOf } from "./problems/problem.ts";
import type { ZyteCookie, ZyteQuery } from "./query/query.ts";
import { enterSession, type Entered } from "./sessions/enter-session.ts";
import { CookieShelf } from "./web/cookie-shelf.ts";
import { RequestCookies } from "./web/request-cookies.ts";
import type { Hop, VisitFailure } from "./web/visit.ts";

/** Sends a request through its session to its site, and makes the answer. */
export async function serve(
  request: OpenZyteRequest,
  query: ZyteQuery,
  step: ZytePlannedAnswer | undefined,
  state: EmulatorState,
): Promise<Answer> {
  const { settings } = state;
  const entered = enterSession(request, query, state);
  if ("problem" in entered) return fail(entered.problem);
  const shelf = entered.session?.shelf ?? new CookieShelf(settings.now);
  const own = cookiesOf(query, entered, state);
  const cookies = new RequestCookies(shelf, own, settings.now);
  const wire: Means["visitor"]["wire"] = {
    send: (asked) => {
      request.siteRequests += 1;
      return state.wire.send(asked);
    },
  };
  const means: Means = {
    visitor: { wire, hosts: state.hosts, cookies, address: entered.address },
    supportsLocation: (hostname) => !settings.withoutSetLocation.has(hostname),
    failActions: step?.failActions ?? [],
  };
  try {
    await prepare(query, entered, means, shelf, state);
    const done = await perform(query, means);
    if (typeof done === "string") return failVisit(done, entered);
    if (isBanned(done, state)) {
      entered.ban();
      return fail(problemOf("/download/temporary-error"));
    }
    entered.thank();
    return succeed(resultOf(query, done, cookies.set, settings.now()));
  } finally {
    entered.leave();
  }
}

/** The cookies a request brings; with none, and without a session, the service may add some of its own. */
function cookiesOf(
  query: ZyteQuery,
  { session }: Entered,
  { settings }: EmulatorState,
): readonly ZyteCookie[] {
  const own = query.requestCookies ?? query.experimental?.requestCookies ?? [];
  if (own.length > 0 || session || query.cookieManagement === "discard") return own;
  const domain = new URL(query.url).hostname;
  return settings.serviceCookies.map(([name, value]) => ({ name, value, domain }));
}

/** A new session of the service's own runs the actions of its context before its first request. */
async function prepare(
  query: ZyteQuery,
  { server }: Entered,
  means: Means,
  shelf: CookieShelf,
  { settings }: EmulatorState,
): Promise<void> {
  const actions = query.sessionContextParameters?.actions ?? [];
  if (!server?.isNew || actions.length === 0) return;
  const cookies = new RequestCookies(shelf, [], settings.now);
  const visitor = { ...means.visitor, cookies };
  const done = await loadAndAct({ url: query.url }, actions, { ...means, visitor });
  if (typeof done !== "string") server.server.actions = done.results.map(({ status }) => status);
}

function failVisit(failure: VisitFailure, entered: Entered): Answer {
  entered.thank();
  return fail(
    problemOf(
      failure === "domain-unreachable" ? "/website/domain-unreachable" : "/download/internal-error",
    ),
  );
}

function isBanned({ answers }: Performance, { settings }: EmulatorState): boolean {
  return answers.some((hop) => settings.isBan(siteAnswer(hop)));
}

function siteAnswer({ url, response }: Hop): Parameters<EmulatorState["settings"]["isBan"]>[0] {
  return {
    url: url.href,
    status: response.status,
    get headers() {
      return new Headers(response.headers as [string, string][]);
    },
    text: () => response.body.toString("utf8"),
  };
}
