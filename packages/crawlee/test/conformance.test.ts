import { describeAdapter } from "@sessionary/testkit/conformance";
import { GotScrapingHttpClient } from "crawlee";
import { createCrawleePool, type CrawleeRequest, type CrawleeResponse } from "../src/index.ts";

const noStreams = "a request queue keeps texts and bytes, so no request of Crawlee's has a stream";
const skip = {
  "what init returns is part of the session, for prepare to use":
    "what prepare does elsewhere, Crawlee's preNavigationHooks do, which get the session",
  "a stream is sent": noStreams,
  "a stream is not sent again": noStreams,
};

const harness = {
  request: (request: object) => request as CrawleeRequest,
  text: (response: CrawleeResponse<never>) => response.text(),
  create: (options: object) => {
    const httpClient = new GotScrapingHttpClient();
    const { sessions } = createCrawleePool({ ...options, httpClient });
    return {
      sessions,
      send: async ({ session, signal, ...request }: { session?: object; signal?: AbortSignal }) => {
        const wanted = { ...session, ...(signal && { signal }) };
        const response = await sessions.send(request as CrawleeRequest, wanted);
        return { status: response.status, url: response.url, text: await response.text() };
      },
    };
  },
};

describeAdapter("send", harness, { skip });
