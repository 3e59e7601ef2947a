import { allOf, bodyIncludes } from "@sessionary/core";
import { createZyteClient } from "../client/create-zyte-client.ts";
import type { ZyteClient } from "../client/zyte-client.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { throttlingPolicy } from "./throttling-policy.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";
import type { ZyteSessions } from "../sessions/zyte-sessions.ts";
import type { CliSessionSettings, CliSettings } from "./settings.ts";

/** What sends the queries of a run. */
export interface Extractor {
  readonly client: ZyteClient;
  extract(query: ZyteRequest, signal: AbortSignal): Promise<ZyteResponse>;
  close(): Promise<void>;
}

/** @throws `ERR_INVALID_OPTION` */
export async function openExtractor(settings: CliSettings): Promise<Extractor> {
  const { apiKey, apiUrl, concurrency, retriesErrors, sessions } = settings;
  const retryPolicy = retriesErrors ? undefined : throttlingPolicy;
  const client = createZyteClient({
    // An empty one is refused, rather than looked for elsewhere.
    apiKey: apiKey ?? "",
    baseUrl: apiUrl,
    concurrency,
    retryPolicy,
  });
  // Who is interrupted has waited long enough; who is done has nothing in flight.
  const close = (): Promise<void> => client.close({ drainTimeoutMs: 0 });
  if (sessions === undefined) {
    return { client, extract: (query, signal) => client.extract(query, { signal }), close };
  }
  const pools = await openSessions(client, sessions, retryPolicy);
  return {
    client,
    extract: (query, signal) => pools.extract(query, { signal }),
    close: async () => {
      await pools.close({ drainTimeoutMs: 0 });
      await close();
    },
  };
}

/** Loaded only where sessions are wanted. */
async function openSessions(
  client: ZyteClient,
  { location, params, size, maxErrors, includes }: CliSessionSettings,
  retryPolicy: RetryPolicy | undefined,
): Promise<ZyteSessions> {
  const { createZyteSessions } = await import("../sessions/create-zyte-sessions.ts");
  return createZyteSessions({
    client,
    ...(location !== undefined && { location }),
    ...(params !== undefined && { params }),
    ...(retryPolicy !== undefined && { retryPolicy }),
    ...(includes.length > 0 && { check: allOf(...includes.map((text) => bodyIncludes(text))) }),
    pool: {
      ...(size !== undefined && { size }),
      ...(maxErrors !== undefined && { maxErrors }),
      // Nor with another session.
      ...(retryPolicy !== undefined && { retries: 0 }),
    },
  });
}
