import type { ZyteClientOptions } from "../client/options.ts";
import type { ExtractOptions } from "../client/zyte-client.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";

/** Fields of a query that no fetch has a word for. */
export type ZyteFetchFields = Pick<
  ZyteRequest,
  | "geolocation"
  | "ipType"
  | "device"
  | "cookieManagement"
  | "verifyCertificate"
  | "session"
  | "sessionContext"
  | "sessionContextParameters"
  | "tags"
  | "jobId"
>;

/** What sends the queries: a client, or sessions. */
export interface ZyteExtractor<CallOptions extends object = ExtractOptions> {
  extract(query: ZyteRequest, options?: CallOptions): Promise<ZyteResponse>;
}

/** Options of {@link createZyteFetch}: those of a client, or a client. */
export interface ZyteFetchOptions<
  CallOptions extends object = ExtractOptions,
> extends ZyteClientOptions {
  /** Sends the queries, instead of a client made from the other options: one you have, or what `createZyteSessions` made. It stays yours to close. */
  readonly client?: ZyteExtractor<CallOptions> | undefined;
  /**
   * Fields of every query.
   *
   * @example { geolocation: "US", ipType: "residential" }
   */
  readonly fields?: ZyteFetchFields | undefined;
}

/**
 * The second argument of a {@link ZyteFetch}: that of the global fetch. What says by which connection a request goes (`dispatcher`, `keepalive`, `cache`)
 * is left out: it goes by the service's.
 */
export interface ZyteFetchRequestInit<
  CallOptions extends object = ExtractOptions,
> extends RequestInit {
  /** Fields of this query; they win over those of all. */
  readonly fields?: ZyteFetchFields | undefined;
  /** What the client's `extract` takes beside a query: a `priority`, say, or, with sessions, a `session`. */
  readonly extract?: Omit<CallOptions, "signal"> | undefined;
}
