import type { Dispatcher } from "undici";
import { ProxyError } from "./proxy-error.ts";

/**
 * Turns an answer 407 into an error that says so. The fetch of Node, as the specification tells it, turns it into one that says
 * nothing (WHATWG Fetch, "HTTP-network-or-cache fetch", step 14).
 */
export function refuse407(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  const { onHeaders, onResponseStart } = handler;
  // What a handler throws becomes the error of its request. The handler is changed, not wrapped: it has callbacks of two
  // generations, depending on the runtime, and is made for one request.
  if (onHeaders !== undefined) {
    handler.onHeaders = function (status, ...rest) {
      if (status === 407) throw unauthorised();
      return onHeaders.call(this, status, ...rest);
    };
  }
  if (onResponseStart !== undefined) {
    handler.onResponseStart = function (controller, status, ...rest) {
      if (status === 407) throw unauthorised();
      onResponseStart.call(this, controller, status, ...rest);
    };
  }
  return handler;
}

function unauthorised(): ProxyError {
  return new ProxyError("status 407: the proxy wants other credentials");
}
