import type { Duplex } from "node:stream";
import { ProxyError } from "@sessionary/identity";
import type { Dispatcher } from "undici";

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Handler["onResponseStart"]>>[2];

/**
 * Stands between undici and the handler that the runtime's fetch gives it for one request.
 *
 * It ends the request when the signal aborts before there is a response. That costs a third of what fetch does for a signal of its
 * own, which has to cover the body as well.
 *
 * And it turns an answer 407 into an error that says so. The fetch of Node, as the specification tells it, makes it one that says nothing
 * (WHATWG Fetch, "HTTP-network-or-cache fetch", step 14).
 *
 * Handlers have callbacks of one of two generations, depending on the runtime. To change those of the handler itself would
 * cost more than all the rest: engines take methods for constant.
 */
export function guard(
  handler: Handler,
  signal: AbortSignal | undefined,
): Handler & { readonly isOver: boolean } {
  const guarded =
    handler.onRequestStart === undefined
      ? new CallbackGuard(handler, signal)
      : new ControllerGuard(handler, signal);
  if (signal?.aborted === true) guarded.handleEvent();
  else signal?.addEventListener("abort", guarded, { once: true });
  return guarded;
}

abstract class Guard {
  protected readonly handler: Handler;
  readonly #signal: AbortSignal | undefined;
  /** Ends the request, once it has a connection. */
  #abort: ((reason: Error) => void) | undefined;
  #isOver = false;

  constructor(handler: Handler, signal: AbortSignal | undefined) {
    this.handler = handler;
    this.#signal = signal;
  }

  /** Whether the handler has heard that the signal aborted: nothing is left to send. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The signal has aborted. */
  handleEvent(): void {
    const reason = this.#signal?.reason as Error;
    if (this.#abort !== undefined) return this.#abort(reason);
    this.#isOver = true;
    this.fail(reason);
  }

  protected abstract fail(error: Error): void;

  /** Whether the request may start; one that is over ends here. */
  protected starts(abort: (reason: Error) => void): boolean {
    if (this.#isOver) abort(this.#signal?.reason as Error);
    else this.#abort = abort;
    return !this.#isOver;
  }

  /** What it throws becomes the error of the request. */
  protected answered(status: number): void {
    this.#signal?.removeEventListener("abort", this);
    if (status === 407) throw new ProxyError("status 407: the proxy wants other credentials");
  }

  /** Whether the handler has still to hear of the error. */
  protected fails(): boolean {
    this.#signal?.removeEventListener("abort", this);
    return !this.#isOver;
  }
}

class CallbackGuard extends Guard implements Handler {
  onConnect(abort: (reason?: Error) => void): void {
    if (this.starts(abort)) this.handler.onConnect?.(abort);
  }

  onUpgrade(status: number, headers: Buffer[] | string[] | null, socket: Duplex): void {
    this.handler.onUpgrade?.(status, headers, socket);
  }

  onResponseStarted(): void {
    this.handler.onResponseStarted?.();
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void, text: string): boolean {
    this.answered(status);
    return this.handler.onHeaders?.(status, headers, resume, text) ?? true;
  }

  onData(chunk: Buffer): boolean {
    return this.handler.onData?.(chunk) ?? true;
  }

  onComplete(trailers: string[] | null): void {
    this.handler.onComplete?.(trailers);
  }

  onError(error: Error): void {
    if (this.fails()) this.fail(error);
  }

  protected fail(error: Error): void {
    this.handler.onError?.(error);
  }
}

class ControllerGuard extends Guard implements Handler {
  #controller: Controller | undefined;

  onRequestStart(controller: Controller, context: unknown): void {
    this.#controller = controller;
    if (this.starts((reason) => controller.abort(reason))) {
      this.handler.onRequestStart?.(controller, context);
    }
  }

  onRequestUpgrade(controller: Controller, status: number, headers: Headers, socket: Duplex): void {
    this.handler.onRequestUpgrade?.(controller, status, headers, socket);
  }

  onResponseStart(controller: Controller, status: number, headers: Headers, text?: string): void {
    this.answered(status);
    this.handler.onResponseStart?.(controller, status, headers, text);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: Headers): void {
    this.handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(_: Controller, error: Error): void {
    if (this.fails()) this.fail(error);
  }

  protected fail(error: Error): void {
    // There is no controller before there is a connection, and handlers look at the error only.
    this.handler.onResponseError?.(this.#controller as Controller, error);
  }
}
