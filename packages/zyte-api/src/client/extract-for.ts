import type { SendContext } from "@sessionary/core";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { Client } from "./client.ts";
import type { ExtractOptions, ZyteClient } from "./zyte-client.ts";

/** Sends a query for an exchange of the engine, with which it ends. */
export function extractFor(
  exchange: SendContext,
  client: Pick<ZyteClient, "extract">,
  query: ZyteRequest,
  options: Omit<ExtractOptions, "signal">,
): Promise<ZyteResponse> {
  // A client of ours listens without a signal, which would be made for this query alone; one that somebody has wrapped is what they made of it.
  const isOurs = client instanceof Client && !Object.hasOwn(client, "extract");
  return isOurs && exchange.onAbort !== undefined
    ? client.extract(query, options, exchange)
    : client.extract(query, { ...options, signal: exchange.signal });
}
