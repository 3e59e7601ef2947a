import type { ZyteCaptureFilter } from "../query/query.ts";
import { matchesUrl } from "./match-url.ts";
import type { PageExchange } from "./page.ts";

const MAX_RESPONSES = 10;
const MAX_BYTES: number = 5 * 1024 * 1024;

/** The requests of a page that a filter wants: ten at most, bodies of 5 MiB together; of more the first ones that fit. */
export function captureNetwork(
  exchanges: readonly PageExchange[],
  filters: readonly ZyteCaptureFilter[],
): readonly object[] {
  const captured: object[] = [];
  let bytes = 0;
  for (const exchange of exchanges) {
    const filter = filters.find((one) => wants(one, exchange));
    if (!filter || captured.length === MAX_RESPONSES) continue;
    const { body } = exchange.hop.response;
    const withBody = filter.httpResponseBody === true;
    if (withBody && bytes + body.length > MAX_BYTES) continue;
    if (withBody) bytes += body.length;
    captured.push(describe(exchange, filter, withBody));
  }
  return captured;
}

function wants(filter: ZyteCaptureFilter, { hop, resourceType }: PageExchange): boolean {
  return filter.filterType === "url"
    ? matchesUrl(hop.url.href, filter.value, filter.matchType)
    : filter.resourceType === resourceType;
}

function describe({ hop }: PageExchange, filter: ZyteCaptureFilter, withBody: boolean): object {
  const { url, method, headers, body, response } = hop;
  return {
    url: url.href,
    statusCode: response.status,
    headers: Object.fromEntries(
      response.headers.map(([name, value]) => [name.toLowerCase(), value]),
    ),
    filter,
    request: {
      url: url.href,
      method,
      headers,
      ...(body && { body: body.toString("utf8") }),
    },
    interceptionStatus: { status: "success" },
    ...(withBody && { httpResponseBody: response.body.toString("base64") }),
  };
}
