import { ProxyError } from "@sessionary/identity";
import type { Response } from "playwright-core";
import { apiFailureOf, culpritOf, type Culprit } from "./culprit.ts";
import { NavigationError } from "./errors.ts";
import type { Navigation } from "./navigations.ts";

/**
 * The error of a task that came to no response, if it is that of the network: who is to blame shows in its class. `undefined` for
 * what is the task's own. Playwright's messages are not handed on, as they show whole URLs.
 */
export function failureOf(
  error: unknown,
  navigation: Navigation | undefined,
  hasProxy: boolean,
): NavigationError | ProxyError | undefined {
  if (navigation?.failure !== undefined) {
    const { failure, url } = navigation;
    return errorOf(culpritOf(failure), `${failure} at ${withoutSecrets(url)}`);
  }
  if (!(error instanceof Error)) return undefined;
  if (navigation !== undefined && error.name === "TimeoutError") {
    return new NavigationError(`no answer in time from ${withoutSecrets(navigation.url)}`);
  }
  const failed = apiFailureOf(error.message, hasProxy);
  return failed && errorOf(failed.culprit, `context.request: ${failed.failure}`);
}

/**
 * The response that the page is judged by. One that is leaving, or did not get away, still shows what it was answered before: a page that
 * says "banned" and reloads itself is judged by that.
 */
export function responseShown(
  navigation: Navigation | undefined,
  error: unknown,
  hasProxy: boolean,
): Response | undefined {
  if (navigation === undefined || navigation.response !== undefined) return navigation?.response;
  return failureOf(error, navigation, hasProxy) === undefined ? navigation.shown : undefined;
}

function errorOf(culprit: Culprit, message: string): NavigationError | ProxyError | undefined {
  if (culprit === "caller") return undefined;
  return culprit === "proxy" ? new ProxyError(message) : new NavigationError(message);
}

/** Credentials, queries and fragments may be secret. */
function withoutSecrets(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
}
