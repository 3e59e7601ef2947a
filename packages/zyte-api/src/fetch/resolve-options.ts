import { anObjectWith, anything, invalidOption } from "@sessionary/core";
import { createZyteClient } from "../client/create-zyte-client.ts";
import { expectClientOptions } from "../client/expect-client-options.ts";
import { clientRules } from "../client/resolve-options.ts";
import type { ExtractOptions } from "../client/zyte-client.ts";
import { checkFields } from "./fields.ts";
import type { ZyteExtractor, ZyteFetchFields, ZyteFetchOptions } from "./options.ts";

const SUBJECT = "createZyteFetch";

const rules = { ...clientRules, client: anObjectWith("extract"), fields: anything };

/** What a fetch is made of. */
export interface FetchParts<CallOptions extends object> {
  readonly client: ZyteExtractor<CallOptions>;
  readonly fields: ZyteFetchFields;
  /** Ends the client, if it is the fetch's own. */
  readonly close: () => Promise<void>;
}

/** @throws `ERR_INVALID_OPTION` */
export function resolveFetchOptions<CallOptions extends object = ExtractOptions>(
  options: ZyteFetchOptions<CallOptions>,
): FetchParts<CallOptions> {
  expectClientOptions(SUBJECT, options, rules);
  const { client, fields = {}, ...clientOptions } = options;
  checkFields(SUBJECT, fields);
  if (client === undefined) {
    const own = createZyteClient(clientOptions);
    // Without a client its options are those of a query to this one.
    return { client: own, fields, close: () => own.close() };
  }
  const [second, value] =
    Object.entries(clientOptions).find(([, given]) => given !== undefined) ?? [];
  if (second !== undefined) throw invalidOption(SUBJECT, second, "left out beside `client`", value);
  return { client, fields, close: async () => {} };
}
