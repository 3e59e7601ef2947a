import type { Clock } from "@sessionary/core";
import { apiErrorOf } from "../errors/api-error-of.ts";
import { readBody } from "../errors/read-body.ts";
import { retryAfterOf } from "../errors/retry-after.ts";
import { ZyteNetworkError } from "../errors/zyte-network-error.ts";
import { createResponse } from "../response/create-response.ts";
import type { ZyteResponse, ZyteResponseFields } from "../response/zyte-response.ts";
import type { Answer } from "./answer.ts";
import type { Connections } from "./connections.ts";
import { onAbort, type Abortable } from "../abort/on-abort.ts";
import { causeWithout } from "./cause-without.ts";
import type { Secret } from "./secret.ts";

/** What a transport is made of. */
export interface TransportOptions {
  readonly url: URL;
  readonly secret: Secret;
  readonly userAgent: string;
  readonly fetch: typeof globalThis.fetch;
  readonly connections: Connections;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** One attempt: a request over HTTP with its answer, or an error of ours. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * @throws {ZyteApiError} for an answer that is no result
   * @throws {ZyteNetworkError} for no answer
   * @throws the signal's reason
   */
  async send(body: string, signal: Abortable): Promise<ZyteResponse> {
    const { secret, clock } = this.#options;
    const { status, headers, text } = await this.#ask(body, signal);
    const requestId = headers.get("request-id") ?? undefined;
    if (status === 200) {
      const { value, problem } = readBody(text);
      if (problem === undefined) return createResponse(value as ZyteResponseFields, requestId);
    }
    throw apiErrorOf({
      status,
      contentType: headers.get("content-type") ?? undefined,
      requestId,
      retryAfterMs: retryAfterOf(headers.get("retry-after"), clock.now()),
      text: secret.redact(text),
    });
  }

  /** The answer, whole: its body is part of what may break or take too long. */
  async #ask(body: string, signal: Abortable): Promise<Answer> {
    const { clock, timeoutMs, url } = this.#options;
    // One of its own for each attempt: fetch leaves something behind in every signal it is given.
    const controller = new AbortController();
    const forget = onAbort(signal, () => controller.abort(signal.reason));
    const giveUp = (): void =>
      controller.abort(new ZyteNetworkError(`no answer from ${url.host} within ${timeoutMs} ms`));
    const timer = clock.setTimeout(giveUp, timeoutMs);
    try {
      const response = await this.#fetch(body, controller.signal);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (cause) {
      // However the connection put it.
      controller.signal.throwIfAborted();
      throw this.#networkError(cause);
    } finally {
      clock.clearTimeout(timer);
      forget();
    }
  }

  async #fetch(body: string, signal: AbortSignal): Promise<Response> {
    const { url, fetch, connections, secret, userAgent } = this.#options;
    const more = await connections.init();
    signal.throwIfAborted();
    return fetch(url.href, {
      ...more,
      method: "POST",
      headers: {
        authorization: secret.authorization(),
        "content-type": "application/json",
        "user-agent": userAgent,
      },
      body,
      redirect: "manual",
      signal,
    });
  }

  #networkError(cause: unknown): ZyteNetworkError {
    const { url, secret } = this.#options;
    const words = secret.redact(reasonOf(cause));
    return new ZyteNetworkError(`no answer from ${url.host}: ${words}`, {
      // A fetch of the user's may put the request into its errors.
      cause: causeWithout(cause, secret),
    });
  }
}

/** fetch says only that it failed; why, its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code: unknown = Reflect.get(cause, "code");
  return cause.message || (typeof code === "string" ? code : error.message);
}
