import type { IncomingMessage, ServerResponse } from "node:http";

import { readBody, type BodyReading } from "../site/read-request.ts";
import { drawToken } from "../site/random.ts";
import { sendAnswer, fail, type Answer } from "./answer.ts";
import { apiKeyOf, refuseKey } from "./authenticate.ts";
import { watch, type Connection } from "./connection.ts";
import { decide } from "./decide.ts";
import type { EmulatorState } from "./emulator-state.ts";
import type { OpenZyteRequest } from "./ledger/ledger.ts";
import { outcomeOf } from "./ledger/outcome.ts";
import { blankProblem, type ZyteProblem } from "./problems/problem.ts";
import { readQuery } from "./query/read-query.ts";

/** The only path there is. */
const PATH = "/v1/extract";

/** Longest body the service reads, in bytes. */
const MAX_BODY_BYTES: number = 5 * 1024 * 1024;

/** Takes a request from its arrival to its answer. */
export async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  state: EmulatorState,
): Promise<void> {
  const { ledger, events } = state;
  const request = enter(incoming, state);
  ledger.enter(request);
  const connection = watch(outgoing, request, state);
  const reading = await readBody(incoming);
  if (reading === "aborted") ledger.decide(request, "dropped");
  else await respond(reading, request, outgoing, connection, state);
  await connection.closed;
  events.emit("answer", request);
}

async function respond(
  reading: Exclude<BodyReading, "aborted">,
  request: OpenZyteRequest,
  outgoing: ServerResponse,
  { gone, leave }: Connection,
  state: EmulatorState,
): Promise<void> {
  if (reading !== "too-large") request.body = reading.body;
  const isTooLarge = reading === "too-large" || Buffer.byteLength(reading.body) > MAX_BODY_BYTES;
  const problem = refuseShape(request, isTooLarge) ?? read(request, state);
  state.events.emit("request", request);
  const decided = problem ? refuse(problem) : await decide(request, state, gone);
  if (state.isClosed || decided === "gone") return state.ledger.decide(request, "dropped");
  settle(request, decided, state);
  sendAnswer(outgoing, decided, request.requestId, leave);
}

function enter(incoming: IncomingMessage, { ledger, settings }: EmulatorState): OpenZyteRequest {
  const number = ledger.requests + 1;
  return {
    number,
    at: settings.now(),
    requestId: drawToken(settings.seed, "request-id", number),
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: incoming.headers,
    body: "",
    apiKey: undefined,
    query: undefined,
    opensSession: false,
    session: undefined,
    serverSession: undefined,
    planned: false,
    outcome: undefined,
    status: undefined,
    type: undefined,
    charge: undefined,
    cost: 0,
    siteRequests: 0,
    aborted: false,
  };
}

/** 404, 405 and 413, of which nobody has seen what the service says. */
function refuseShape(
  { method, path }: OpenZyteRequest,
  isTooLarge: boolean,
): ZyteProblem | undefined {
  if (path.replace(/\?.*$/, "") !== PATH) return blankProblem(404, `There is nothing but ${PATH}`);
  if (method !== "POST") return blankProblem(405, "Only POST is allowed");
  return isTooLarge ? blankProblem(413, "The body is longer than 5 MiB") : undefined;
}

function read(
  request: OpenZyteRequest,
  { settings, store }: EmulatorState,
): ZyteProblem | undefined {
  request.apiKey = apiKeyOf(request.headers);
  const refusal = refuseKey(request.apiKey, settings);
  if (refusal) return refusal;
  const reading = readQuery(request.body, settings);
  if ("problem" in reading) return reading.problem;
  request.query = reading.query;
  const { session } = reading.query;
  if (session)
    request.opensSession = store.standing(request.apiKey ?? "", session.id).kind === "new";
  return undefined;
}

function refuse(problem: ZyteProblem): Answer {
  const answer = fail(problem);
  if (problem.status !== 405) return answer;
  return { ...answer, headers: { ...answer.headers, allow: "POST" } };
}

function settle(request: OpenZyteRequest, answer: Answer, { ledger }: EmulatorState): void {
  if (answer.cut !== undefined) {
    ledger.decide(request, "dropped");
    return;
  }
  request.status = answer.status;
  request.type = answer.type;
  ledger.decide(request, outcomeOf(answer.status, answer.type, answer.isSpoilt ?? false));
}
