import type { SendContext } from "@sessionary/core";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { Client } from "./client.ts";
import type { ExtractOptions, ZyteClient } from "./zyte-client.ts";

/** What clients of ours have and no stand-in: compared, never called. */
const ours: unknown = Reflect.get(Client.prototype, "extract");

/** Sends a query for an exchange of the engine, with which it ends. */
export function extractFor(
  exchange: SendContext,
  client: Pick<ZyteClient, "extract">,
  query: ZyteRequest,
  options: Omit<ExtractOptions, "signal">,
): Promise<ZyteResponse> {
  // A client of ours listens without a signal, which would be made for this query alone; one that somebody has wrapped, spies on or has put a
  // proxy before is what they made of it.
  return client instanceof Client && client.extract === ours && exchange.onAbort !== undefined
    ? client.extract(query, options, exchange)
    : client.extract(query, { ...options, signal: exchange.signal });
}
