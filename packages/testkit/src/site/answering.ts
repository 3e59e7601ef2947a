import type { IncomingMessage, ServerResponse } from "node:http";

import type { SiteEvents } from "./events.ts";
import { Exchange } from "./exchange.ts";
import { admit, failsAt, type Refusal } from "./guard.ts";
import type { OpenRequest, SiteLedger } from "./ledger.ts";
import type { SiteContext } from "./page.ts";
import { drawInteger } from "./random.ts";
import { addressOf, hasBody, parseCookies, readBody } from "./read-request.ts";
import { findRoute, type FoundRoute } from "./routes.ts";
import type { SiteSession } from "./session.ts";
import type { RequestOutcome } from "./truth.ts";

/** What answering needs of the site besides what its pages need. */
export interface AnsweringContext extends SiteContext {
  readonly origin: string;
  readonly ledger: SiteLedger;
  readonly events: SiteEvents;
  /** How the site is down at the moment. */
  readonly downAs: "503" | "reset" | undefined;
  /** Calls back after real milliseconds, unless the site closes first. */
  later(callback: () => void, ms: number): void;
}

/** Takes a request from its arrival to its answer. */
export async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  site: AnsweringContext,
): Promise<void> {
  const request = enter(incoming, site.ledger);
  const url = new URL(`${site.origin}${request.path}`);
  const { latencyMs, seed } = site.settings;
  const delayMs = latencyMs && drawInteger(latencyMs, seed, "latency", request.number);
  const exchange = new Exchange(request, url, outgoing, (send) => {
    if (delayMs === undefined) send();
    else site.later(send, delayMs);
  });
  exchange.onClose(() => {
    exchange.leave();
    request.aborted = !exchange.wasAnswered;
    if (request.outcome === undefined) site.ledger.decide(request, "aborted");
    site.events.emit("answer", request);
  });
  const reading = hasBody(incoming) ? await readBody(incoming) : { body: "" };
  if (reading === "aborted") return;
  if (reading !== "too-large") request.body = reading.body;
  site.ledger.decide(request, decide(exchange, reading === "too-large", site));
}

function enter(incoming: IncomingMessage, ledger: SiteLedger): OpenRequest {
  return ledger.enter({
    method: incoming.method ?? "GET",
    // An absolute target or two slashes in front would otherwise name another host.
    path: (incoming.url ?? "/").replace(/^(?:https?:\/\/[^/?]*)?\/*/, "/"),
    headers: incoming.headers,
    cookies: parseCookies(incoming.headers.cookie),
    body: "",
    address: addressOf(incoming),
    session: undefined,
    outcome: undefined,
    status: undefined,
    aborted: false,
  });
}

function decide(exchange: Exchange, isTooLarge: boolean, site: AnsweringContext): RequestOutcome {
  const { request } = exchange;
  const isOutage = isInOutage(request, site);
  const found = findRoute(exchange.url.pathname);
  const session =
    findSession(exchange, site) ?? (isOutage ? undefined : openSession(exchange, found, site));
  request.session = session?.number;
  site.events.emit("request", request);
  if (isOutage) {
    if (site.downAs === "reset") exchange.cut();
    else exchange.message(503, "down");
    return "down";
  }
  if (session) exchange.enter(session);
  const refusal = session
    ? admit(session, request.address, site.settings.now(), site.settings)
    : admitStranger(request, found, site);
  if (refusal) {
    refuse(exchange, refusal, site);
    return refusal.outcome;
  }
  return showPage(exchange, isTooLarge, found, session, site);
}

function isInOutage(
  { number }: OpenRequest,
  { settings: { outage }, downAs }: AnsweringContext,
): boolean {
  if (downAs) return true;
  return (
    outage !== undefined &&
    number >= outage.fromRequest &&
    number < outage.fromRequest + outage.requests
  );
}

function findSession(
  { request }: Exchange,
  { ledger, settings }: AnsweringContext,
): SiteSession | undefined {
  const id = request.cookies[settings.cookieName];
  return id === undefined ? undefined : ledger.findSession(id);
}

function openSession(
  exchange: Exchange,
  found: FoundRoute | undefined,
  { ledger, settings, events }: AnsweringContext,
): SiteSession | undefined {
  const kind = found?.route.session;
  if (kind !== "opens" && !(kind === "wants" && settings.entry === "anywhere")) return undefined;
  const session = ledger.openSession(exchange.request.address);
  exchange.setCookie(`${settings.cookieName}=${session.id}; Path=/; HttpOnly; SameSite=Lax`);
  events.emit("session", session.truth());
  return session;
}

/** A visitor without a session: only failures can befall it, and pages that want a session treat it as a lapsed one. */
function admitStranger(
  { number }: OpenRequest,
  found: FoundRoute | undefined,
  { settings }: AnsweringContext,
): Refusal | undefined {
  if (found?.route.session === "wants") return { outcome: "expired" };
  return failsAt(settings, 0, number) ? { outcome: "failed" } : undefined;
}

function refuse(exchange: Exchange, refusal: Refusal, { settings }: AnsweringContext): void {
  switch (refusal.outcome) {
    case "banned":
      return exchange.message(403, "banned");
    case "expired":
      return exchange.message(settings.expire.answer === "401" ? 401 : 200, "session expired");
    case "throttled": {
      const seconds = Math.ceil(refusal.retryAfterMs / 1000);
      return exchange.message(429, "too many requests", { "retry-after": String(seconds) });
    }
    case "failed": {
      const { answer: status } = settings.failures;
      return status === "reset" ? exchange.cut() : exchange.message(status, "something went wrong");
    }
  }
}

function showPage(
  exchange: Exchange,
  isTooLarge: boolean,
  found: FoundRoute | undefined,
  session: SiteSession | undefined,
  site: AnsweringContext,
): RequestOutcome {
  const { method } = exchange.request;
  if (!found) {
    exchange.message(404, "no such page");
    return "refused";
  }
  const { route, match } = found;
  if (!route.methods.includes(method === "HEAD" ? "GET" : method)) {
    exchange.message(405, "wrong method", { allow: route.methods.join(", ") });
    return "refused";
  }
  if (isTooLarge) {
    exchange.message(413, "body too large");
    return "refused";
  }
  if (route.session === "ignores") return route.page(exchange, site, match) ?? "served";
  if (session) return route.page(exchange, session, site, match) ?? "served";
  throw new Error(`the page at ${exchange.url.pathname} needs a session`);
}
