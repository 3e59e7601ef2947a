import { createSessionClient, invalidOption, type ClientOptions } from "@sessionary/core";
import type { AdapterHarness, HarnessRequest } from "@sessionary/testkit/conformance";
import { createPlainAdapter, type PlainAdapter } from "./plain-adapter.ts";
import type { PlainResponse, PlainState } from "./plain-http.ts";

export type PlainHarness = AdapterHarness<HarnessRequest, PlainResponse>;

/** The plain adapter as the suite drives it; `change` may break it. */
export function createPlainHarness(
  change: (adapter: PlainAdapter) => PlainAdapter = (adapter) => adapter,
): PlainHarness {
  return {
    request: (request) => request,
    text: ({ text }) => text,
    create: ({ proxies, ...options }) => {
      for (const proxy of proxies ?? []) checkProxy(proxy);
      const adapter = change(createPlainAdapter(proxies));
      const sessions = createSessionClient(
        adapter,
        options as ClientOptions<PlainState, HarnessRequest, PlainResponse>,
      );
      return {
        sessions,
        send: async ({ session, signal, ...request }) =>
          sessions.send(request, signal === undefined ? session : { ...session, signal }),
      };
    },
  };
}

function checkProxy(proxy: string): void {
  if (!URL.canParse(proxy)) throw invalidOption("plain", "proxies", "URLs", "something else");
}
