import type { Dispatcher } from "undici";
import { ProxyError } from "./proxy-error.ts";

/**
 * Turns an answer 407 into an error that says so. The fetch of Node, as the specification tells it, turns it into one that says
 * nothing (WHATWG Fetch, "HTTP-network-or-cache fetch", step 14).
 */
export function refuse407(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  const onHeaders = handler.onHeaders?.bind(handler);
  const onResponseStart = handler.onResponseStart?.bind(handler);
  // What a handler throws becomes the error of its request. The handler is changed, not wrapped: it has callbacks of one of
  // two generations, depending on the runtime, and is made for one request.
  if (onHeaders !== undefined) {
    handler.onHeaders = (status, ...rest) => {
      if (status === 407) throw unauthorised();
      return onHeaders(status, ...rest);
    };
  }
  if (onResponseStart !== undefined) {
    handler.onResponseStart = (controller, status, ...rest) => {
      if (status === 407) throw unauthorised();
      onResponseStart(controller, status, ...rest);
    };
  }
  return handler;
}

function unauthorised(): ProxyError {
  return new ProxyError("status 407: the proxy wants other credentials");
}
