import { createFakeClock, type FakeClock } from "@sessionary/core/testing";
import {
  createZyteClient,
  createZyteSessions,
  type RetryPolicy,
  type ZyteClient,
  type ZyteRequest,
  type ZyteResponseFields,
  type ZyteSessions,
  type ZyteSessionsOptions,
} from "../../../src/index.ts";

/** What the service answers instead of a result. */
export interface Problem {
  readonly problem: { readonly status: number; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the service answers: fields over those it would have answered, or a problem. */
export type Answer = Partial<ZyteResponseFields> | Problem | undefined | void;

/** Decides about a query; `n` counts queries from 0. */
export type Script = (query: ZyteRequest, n: number) => Answer | Promise<Answer>;

/** A service that does what a test says, and remembers what it was asked. */
export interface Service {
  readonly queries: ZyteRequest[];
  readonly fetch: typeof globalThis.fetch;
  script: Script;
}

export const BAN: Problem = problem(520, "/download/temporary-error");
export const EXPIRED: Problem = problem(422, "/problem/session-expired");

export function problem(
  status: number,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return { problem: { status, type }, headers };
}

export function createService(script: Script = () => undefined): Service {
  const service: Service = {
    queries: [],
    script,
    fetch: async (_url, init) => {
      const query = JSON.parse(init?.body as string) as ZyteRequest;
      service.queries.push(query);
      const answering = Promise.resolve(service.script(query, service.queries.length - 1));
      const answer = await unlessAborted(answering, init?.signal ?? undefined);
      if (answer && "problem" in answer) {
        const { status, type } = answer.problem;
        const headers = { "content-type": "application/problem+json", ...answer.headers };
        return new Response(JSON.stringify({ status, type, title: "No" }), { status, headers });
      }
      return Response.json({ ...usual(query), ...answer });
    },
  };
  return service;
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

/** What the real one answers when all is well. */
function usual(query: ZyteRequest): ZyteResponseFields {
  return {
    url: query.url,
    statusCode: 200,
    ...(query.browserHtml ? { browserHtml: "<html></html>" } : {}),
    ...(query.session ? { session: query.session } : {}),
    ...(query.actions
      ? {
          actions: query.actions.map(({ action }) => ({
            action,
            elapsedTime: 0.1,
            status: "success" as const,
          })),
        }
      : {}),
  };
}

/** Sessions on a service of a test, on a clock that stands still. */
export interface Lab {
  readonly service: Service;
  readonly clock: FakeClock;
  readonly client: ZyteClient;
  readonly sessions: ZyteSessions;
  /** Sends a query for a page: its HTML. */
  page(path?: string, session?: Parameters<ZyteSessions["extract"]>[1]): Promise<unknown>;
  /** Queries that began sessions, and those that used them. */
  readonly inits: readonly ZyteRequest[];
  readonly uses: readonly ZyteRequest[];
  /** A counter by the end of its name. */
  count(name: string): number;
}

export interface LabOptions extends ZyteSessionsOptions {
  readonly script?: Script;
  readonly clientRetryPolicy?: RetryPolicy;
  readonly clientConcurrency?: number;
}

export function createLab(options: LabOptions = {}): Lab {
  const { script, clientRetryPolicy, clientConcurrency = 100, ...sessionsOptions } = options;
  const service = createService(script);
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const client = createZyteClient({
    apiKey: "k".repeat(32),
    fetch: service.fetch,
    clock,
    random: () => 0.5,
    concurrency: clientConcurrency,
    ...(clientRetryPolicy && { retryPolicy: clientRetryPolicy }),
  });
  const pool = { clock, ...sessionsOptions.pool };
  const sessions = createZyteSessions({ client, ...sessionsOptions, pool });
  return {
    service,
    clock,
    client,
    sessions,
    page: (path = "/", extract) =>
      sessions.extract({ ...PAGE, url: `https://example.com${path}` }, extract),
    get inits() {
      return service.queries.filter((query) => !isUse(query));
    },
    get uses() {
      return service.queries.filter(isUse);
    },
    count: (name) => sessions.counters()[`scrapy-zyte-api/sessions/${name}`] ?? 0,
  };
}

/** Marks the queries of the tests, so that they can be told from inits. */
export const PAGE = { browserHtml: true, echoData: "use" } as const;

function isUse({ echoData }: ZyteRequest): boolean {
  return echoData === "use";
}

export function idsOf(queries: readonly ZyteRequest[]): (string | undefined)[] {
  return queries.map(({ session }) => session?.id);
}

/** Lets time go by until the promise has settled: from timer to timer, with everything that can happen without one between them. */
export async function drive<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = (): void => void (settled = true);
  promise.then(done, done);
  for (let turns = 0; turns < 10_000; turns += 1) {
    await turn(clock);
    if (settled) return promise;
    if (clock.pending > 0) await clock.advance(clock.nextInMs);
  }
  throw new Error("drive: the promise does not settle, however much time goes by");
}

/** Everything happens that can without time going by. */
export async function turn(clock: FakeClock): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) {
    await clock.flush();
    await new Promise(setImmediate);
  }
}
