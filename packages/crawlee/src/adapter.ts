import type {
  Classifier,
  Clock,
  MaybePromise,
  OpenContext,
  Reading,
  SendContext,
  Session,
  SessionAdapter,
  StateCodec,
} from "@sessionary/core";
import {
  createHttpIdentity,
  createIdentityCodec,
  type HttpIdentity,
  type IdentityMaker,
} from "@sessionary/identity";
import { responseOfClient, type CrawleeResponse } from "./crawlee-response.ts";
import type { CrawleeState } from "./crawlee-state.ts";
import { defaultJudgement } from "./default-judgement.ts";
import { plainError } from "./http/plain-error.ts";
import { Errand } from "./errand/errand.ts";
import { sendAs } from "./http/session-http-client.ts";
import type { CallableHttpClient } from "./http/http-client.ts";
import { toClientRequest } from "./http/to-client-request.ts";
import { IDEMPOTENT } from "./idempotent.ts";
import type { CrawleeRequest } from "./request.ts";

/** What the adapter needs, complete and checked. */
export interface CrawleeAdapterOptions {
  readonly makeIdentity: IdentityMaker<OpenContext>;
  readonly clock: Clock;
  /** The HTTP client for what is not part of a crawl. */
  readonly client: () => CallableHttpClient;
}

/** Wires Crawlee to sessions. Its exchanges are requests of crawlers; `send` of an `init` goes through their HTTP client. */
export class CrawleeAdapter implements SessionAdapter<
  CrawleeState,
  CrawleeRequest,
  CrawleeResponse
> {
  readonly name = "crawlee";
  readonly classify: Classifier<CrawleeRequest, CrawleeResponse, CrawleeState>;
  readonly codec: StateCodec<CrawleeState>;
  readonly #options: CrawleeAdapterOptions;

  constructor(options: CrawleeAdapterOptions) {
    this.#options = options;
    this.classify = (outcome) => defaultJudgement(outcome, options.clock.now());
    // What `init` and handlers added to the identity goes along.
    const codec: StateCodec<HttpIdentity> = createIdentityCodec({ now: () => options.clock.now() });
    this.codec = codec;
  }

  open(context: OpenContext): MaybePromise<CrawleeState> {
    return this.#options.makeIdentity(context);
  }

  async send(
    request: CrawleeRequest,
    session: Session<CrawleeState> | undefined,
    { signal }: SendContext,
  ): Promise<CrawleeResponse> {
    const exchange = Errand.for(request)?.exchange(session);
    if (exchange !== undefined) return exchange;
    const client = this.#options.client();
    const state = session?.state ?? createHttpIdentity();
    try {
      const sent = toClientRequest(request, state.proxy, signal);
      return responseOfClient(await sendAs(client, state, sent));
    } catch (error) {
      // However the client put it.
      signal.throwIfAborted();
      throw plainError(error, state);
    }
  }

  read(response: CrawleeResponse): Reading {
    return response;
  }

  /** For `sessions.send()`: crawlers repeat by their own budgets. */
  retryable({ method = "GET" }: CrawleeRequest): boolean {
    return IDEMPOTENT.has(method);
  }

  url(request: CrawleeRequest): string {
    return request.url;
  }
}
