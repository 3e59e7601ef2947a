import { ProxyError } from "@sessionary/identity";
import { culpritOf } from "../exchange/culprit.ts";

/** What browsers call a request without an answer, in the messages of Playwright. */
const FAILURE = /\b(?:net::ERR_|NS_ERROR_)\w+/;

/**
 * Says in the words of HTTP clients what a browser's error means, as its `cause`: so the adapter whose session was taken into the
 * browser knows whom to blame. The error itself stays as it is.
 */
export function explain(error: unknown): void {
  if (!(error instanceof Error) || error.cause !== undefined) return;
  const failure = FAILURE.exec(error.message)?.[0];
  if (failure === undefined) return;
  const culprit = culpritOf(failure);
  if (culprit === "proxy") error.cause = new ProxyError(failure);
  if (culprit === "site") error.cause = Object.assign(new Error(failure), { code: "ECONNABORTED" });
}
