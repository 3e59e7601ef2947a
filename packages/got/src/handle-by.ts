import { Options, parseBody, type CancelableRequest, type HandlerFunction } from "got";
import type { Response, ResponseType } from "got";

type Send = (request: Options, signal: AbortSignal) => Promise<Response>;
type Next = (options: Options) => CancelableRequest;

/**
 * A handler that has requests sent by `send`. The request that got has made is held back: it only says that the options are
 * good, and when the caller has had enough, by `cancel()` or `signal`.
 */
export function handleBy(send: Send): HandlerFunction {
  const handle = (options: Options, next: Next): Promise<unknown> => {
    const controller = new AbortController();
    const held = new Options(options.url);
    if (options.signal !== undefined) held.signal = options.signal;
    const sent = new Promise<Response>((resolve) => {
      held.hooks.beforeRequest.push(() => {
        resolve(send(options, controller.signal));
        return new Promise<never>(() => undefined);
      });
    });
    const request = next(held);
    const ended = request.catch((error: unknown) => {
      const reason: unknown = options.signal?.aborted ? options.signal.reason : error;
      controller.abort(reason);
      throw reason;
    });
    const cancel = (): void => request.cancel();
    sent.then(cancel, cancel);
    const response = Promise.race([sent, ended]) as Promise<Response>;
    const result = response.then((whole) => (options.resolveBodyOnly ? whole.body : whole));
    const parse = async (type: ResponseType): Promise<unknown> => {
      await result;
      return parseBody(await response, type, options.parseJson, options.encoding);
    };
    const shortcut = (type: ResponseType) => () => {
      if (type === "json") options.headers["accept"] ??= "application/json";
      return Object.assign(parse(type), { cancel });
    };
    const [json, text, buffer] = [shortcut("json"), shortcut("text"), shortcut("buffer")];
    // got puts its own `cancel` there, which works on no other promise than its own.
    void Object.defineProperty(result, "cancel", { get: () => cancel, set: () => {} });
    return Object.assign(result, { json, text, buffer });
  };
  return handle as unknown as HandlerFunction;
}
