import { ProxyError, type HttpIdentity } from "@sessionary/identity";
import { isProxyFault } from "../default-judgement.ts";

/**
 * What an HTTP client threw, without what it tells beside the message: clients keep the whole request with their errors, cookies and
 * credentials included, and this one becomes the cause of others.
 */
export function plainError(error: unknown, identity: HttpIdentity): unknown {
  if (!(error instanceof Error)) return error;
  const code: unknown = Reflect.get(error, "code");
  const plain = Object.assign(new Error(error.message), {
    name: error.name,
    ...(typeof code === "string" && { code }),
  });
  return isProxyFault(error, identity)
    ? new ProxyError(`proxy failure: ${error.message}`, { cause: plain })
    : plain;
}
