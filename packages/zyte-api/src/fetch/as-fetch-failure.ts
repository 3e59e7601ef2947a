import { isZyteApiError } from "../errors/zyte-api-error.ts";
import { ZyteNetworkError } from "../errors/zyte-network-error.ts";

/** The site could not be reached, or the service will not fetch from it. */
const OF_THE_SITE: ReadonlySet<number> = new Set([421, 451]);

/** What a fetch throws: no response to be had is a TypeError, as everywhere; what is wrong with query or account is said as it is. */
export function asFetchFailure(error: unknown): unknown {
  const isMissing =
    error instanceof ZyteNetworkError ||
    (isZyteApiError(error) && (error.status >= 500 || OF_THE_SITE.has(error.status)));
  return isMissing ? new TypeError("fetch failed", { cause: error }) : error;
}
