import type {
  Checker,
  Classifier,
  InitContext,
  JsonValue,
  MaybePromise,
  PoolSettings,
  Session,
  SessionClient,
  SessionOptions,
} from "@sessionary/core";

/** A request in the words of the suite. */
export interface HarnessRequest {
  readonly url: string;
  /** @default "GET" */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HarnessBody;
}

/** The kinds of bodies the suite sends. A stream can be read once. */
export type HarnessBody =
  | string
  | Uint8Array
  | URLSearchParams
  | FormData
  | ReadableStream<Uint8Array>;

/** A request with what a caller says about it. */
export interface HarnessCall extends HarnessRequest {
  readonly session?: SessionOptions;
  /** As the host library takes it, beside `session.signal`. */
  readonly signal?: AbortSignal;
}

/** A response that the caller got, read to its end. */
export interface HarnessResponse {
  readonly status: number;
  /** The URL that answered, after redirects. */
  readonly url: string;
  readonly text: string;
}

/** A request in the form of an adapter the suite knows nothing about. */
export interface OpaqueRequest {
  readonly opaque: "request";
}

/** What an `init` of the suite knows and can do. */
export interface HarnessInitContext<Request, Response> extends Pick<
  InitContext,
  "id" | "slot" | "variant" | "attempt" | "signal" | "state"
> {
  readonly request: Request | undefined;
  readonly send: (request: Request) => Promise<Response>;
  readonly check: (response: Response) => Promise<boolean>;
}

/** `Request` and `Response` are those of the adapter; the suite hands them on as they are. */
export type HarnessInit<Request, Response> = (
  context: HarnessInitContext<Request, Response>,
) => MaybePromise<object | undefined | void | false>;

/** The session options that every adapter takes. */
export interface HarnessOptions<Request = OpaqueRequest, Response = unknown> {
  /** Settings of every pool. */
  readonly pool?: PoolSettings;
  /** Settings of single pools by name. */
  readonly pools?: { readonly [name: string]: PoolSettings };
  /** Proxies, one for the life of each session. */
  readonly proxies?: readonly string[];
  /** What makes a session ready: a request, or a function. */
  readonly init?: Request | HarnessInit<Request, Response>;
  /** Judges every outcome first. */
  readonly classify?: Classifier<Request, Response>;
  /** Judges responses that are `ok` so far. */
  readonly check?: Checker<Request, Response>;
  /** Changes a request after it got its session. */
  readonly prepare?: (request: Request, session: Session) => Request;
  /** Names the pool of a request. */
  readonly poolName?: (request: Request, variant: JsonValue | undefined) => string;
  /** Options for the requests to a host or path. */
  readonly profiles?: readonly {
    readonly match: string;
    readonly variant?: JsonValue;
    readonly check?: Checker<Request, Response>;
  }[];
  /** Whether a failed pool closes the client. */
  readonly onPoolFailed?: "keep" | "close";
}

/** One client with sessions. */
export interface HarnessClient {
  readonly sessions: SessionClient;
  /** Sends as the host library does. Rejects with what the adapter rejects with. */
  send(call: HarnessCall): Promise<HarnessResponse>;
}

/**
 * What the suite has to know about an adapter.
 *
 * @example
 * ```ts
 * import { createSessionFetch, type RequestSpec } from "@sessionary/fetch";
 * import { describeAdapter } from "@sessionary/testkit/conformance";
 *
 * describeAdapter("fetch", {
 *   request: (request) => request as RequestSpec,
 *   text: (response: Response) => response.text(),
 *   create: (options) => {
 *     const fetch = createSessionFetch(options);
 *     return {
 *       sessions: fetch.sessions,
 *       send: async ({ url, ...init }) => {
 *         const response = await fetch(url, { ...init, duplex: "half" } as RequestInit);
 *         return { status: response.status, url: response.url, text: await response.text() };
 *       },
 *     };
 *   },
 * });
 * ```
 */
export interface AdapterHarness<Request, Response> {
  /** Makes a client of its own for each test. What the adapter throws for its options must come through. */
  create(options: HarnessOptions<Request, Response>): MaybePromise<HarnessClient>;
  /** A request as the adapter's `init`, `send` and `prepare` take it. */
  request(request: HarnessRequest): Request;
  /** The body of a response as `send` of an `init` gives it. */
  text(response: Response): MaybePromise<string>;
  /** Ends what the tests of the adapter have in common: a browser. */
  close?(): MaybePromise<void>;
}
