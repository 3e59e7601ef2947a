import { describeAdapter } from "@sessionary/testkit/conformance";
import { createSessionFetch, type RequestSpec } from "../src/index.ts";

describeAdapter("fetch", {
  request: (request) => request as RequestSpec,
  text: (response: Response) => response.text(),
  create: (options) => {
    const fetch = createSessionFetch(options);
    return {
      sessions: fetch.sessions,
      send: async ({ url, ...call }) => {
        // Fetch wants this word with a stream.
        const init = { ...call, duplex: "half" } as RequestInit;
        const response = await fetch(url, init);
        return { status: response.status, url: response.url, text: await response.text() };
      },
    };
  },
});
