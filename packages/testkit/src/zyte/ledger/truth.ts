import type { IncomingHttpHeaders } from "node:http";

import type { ZyteRequestKind } from "../query/kind.ts";
import type { ZyteQuery } from "../query/query.ts";
import type { EndedAt } from "../sessions/life.ts";

/**
 * What became of a request; each has exactly one.
 *
 * | outcome | the answer |
 * |---|---|
 * | `ok` | 200 with what was asked for; the only one that is charged |
 * | `banned` | 520 |
 * | `throttled` | 429, or 503 because of a limit |
 * | `session` | one of the three `/problem/session-...` types |
 * | `refused` | any other 4xx |
 * | `failed` | any other 5xx, or a 200 that a plan has spoilt |
 * | `dropped` | none: the connection was cut, by the plan or by the client before its request was complete |
 */
export type ZyteOutcome =
  | "ok"
  | "banned"
  | "throttled"
  | "session"
  | "refused"
  | "failed"
  | "dropped";

/** What of a request decides its price. */
export interface ZyteCharge {
  readonly kind: ZyteRequestKind;
  /** The extraction type, if it asked for one. */
  readonly extraction: string | undefined;
  /** `extended` countries cost more. */
  readonly geolocation: "standard" | "extended";
  readonly ipType: string | undefined;
  readonly screenshot: boolean;
  readonly actions: number;
  readonly networkCapture: boolean;
  readonly customAttributes: boolean;
}

/** One request the emulator has seen. The fields that are not known on arrival are filled in later. */
export interface ZyteRequest {
  /** 1 for the first request. */
  readonly number: number;
  /** When it arrived, in epoch milliseconds of the emulator's clock. */
  readonly at: number;
  /** The `request-id` of its answer. */
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** All headers with lower-case names, the key included: this is for tests. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The body as it came. */
  readonly body: string;
  /** The key it came with, if that is known. */
  readonly apiKey: string | undefined;
  /** The body as a request, if it is a valid one. */
  readonly query: ZyteQuery | undefined;
  /** Whether its session id would make a session, as far as could be told on arrival. */
  readonly opensSession: boolean;
  /** Number of the session it used, of those with ids. */
  readonly session: number | undefined;
  /** Number of the service's own session it used. */
  readonly serverSession: number | undefined;
  /** Whether a plan has decided the answer. */
  readonly planned: boolean;
  /** Unknown until there is an answer. */
  readonly outcome: ZyteOutcome | undefined;
  readonly status: number | undefined;
  /** The problem type of its answer. */
  readonly type: string | undefined;
  /** What it is charged for; undefined if it is free. */
  readonly charge: ZyteCharge | undefined;
  /** What it cost, as the option `price` says. */
  readonly cost: number;
  /** How many requests to sites it took, those that made its session included. */
  readonly siteRequests: number;
  /** The client went away before it had the whole answer, or the emulator cut the connection. */
  readonly aborted: boolean;
}

/** What one session really went through. */
export interface ZyteSessionTruth {
  /** 1 for the first session. */
  readonly number: number;
  /** The id the user chose; undefined for the service's own sessions. */
  readonly id: string | undefined;
  readonly apiKey: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** The address sites see; undefined where all sessions share the system's. */
  readonly address: string | undefined;
  /** What the request that made it asked for. */
  readonly geolocation: string | undefined;
  readonly ipType: string | undefined;
  /** Requests that went out through it, the first included. */
  readonly uses: number;
  readonly bans: number;
  readonly bansInARow: number;
  /** Uses that asked for another country or kind of address than it has. */
  readonly mismatches: number;
  /** The most requests it ever had open at the same time. */
  readonly maxInFlight: number;
  /** Requests refused because it had ended. */
  readonly refused: number;
  /** When and why it ended, as of the emulator's clock. */
  readonly ended: EndedAt | undefined;
}

/** What one of the service's own sessions really went through. */
export interface ZyteServerSessionTruth extends ZyteSessionTruth {
  /** The context it was made for. */
  readonly context: readonly { readonly name: string; readonly value: string }[];
  /** How its actions ended, in order. */
  readonly actions: readonly string[];
  /** Uses that came with other parameters than it was made with. */
  readonly otherParameters: number;
}

/** Sums over the emulator's whole life. The counts by {@link ZyteOutcome} add up to `requests` once all are decided. */
export interface ZyteTotals extends Readonly<Record<ZyteOutcome, number>> {
  readonly requests: number;
  /** Requests that are charged. */
  readonly charged: number;
  /** What they cost, as the option `price` says. */
  readonly cost: number;
  /** Charged requests by kind. */
  readonly charges: Readonly<Record<ZyteRequestKind, number>>;
  /** Sessions made with ids of users. */
  readonly sessions: number;
  /** Sessions the service made for contexts. */
  readonly serverSessions: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Answers by problem type. */
  readonly types: Readonly<Record<string, number>>;
  /** The most requests open at the same time. */
  readonly maxInFlight: number;
}

/** The ground truth: a snapshot that later requests don't change. */
export interface ZyteTruth {
  readonly totals: ZyteTotals;
  /** All sessions with ids of users, in order of their numbers. */
  readonly sessions: readonly ZyteSessionTruth[];
  readonly serverSessions: readonly ZyteServerSessionTruth[];
}
