import { createHttpIdentity, type HttpIdentity } from "@sessionary/identity";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { saysUserAgent, sharedHeaders } from "./context-options.ts";
import { userAgentOf } from "./user-agent.ts";

/**
 * Writes into the headers of an identity what both sides have to send alike, a browser and an HTTP client: the user agent and the
 * language. What the identity says stays; what it does not say is the context's, and the browser's after that.
 *
 * @throws `ERR_INVALID_OPTION` for a user agent or a language that can't be sent
 * @throws the signal's reason, when it aborts
 * @throws what Playwright does, and when the browser dies meanwhile
 */
export async function agreeOnHeaders(
  browser: Browser,
  identity: HttpIdentity,
  own: BrowserContextOptions,
  signal?: AbortSignal,
): Promise<void> {
  const isKnown = own.userAgent !== undefined || saysUserAgent(identity.headers);
  const agent = isKnown ? "" : await userAgentOf(browser, signal);
  const { headers } = createHttpIdentity({ headers: sharedHeaders(identity, own, agent) });
  Object.assign(identity, { headers });
}
