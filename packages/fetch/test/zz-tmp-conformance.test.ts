import { createSessionFetch, type RequestSpec } from "@sessionary/fetch";
import { describeAdapter } from "@sessionary/testkit";

describeAdapter<RequestSpec, Response>("fetch", {
  request: ({ body, ...request }) => ({ ...request, body: body as BodyInit }),
  text: (response) => response.text(),
  create: (options) => {
    const fetch = createSessionFetch(options);
    return {
      sessions: fetch.sessions,
      send: async ({ url, body, ...init }) => {
        const response = await fetch(url, { ...init, body: body as BodyInit, duplex: "half" });
        return { status: response.status, url: response.url, text: await response.text() };
      },
    };
  },
});
