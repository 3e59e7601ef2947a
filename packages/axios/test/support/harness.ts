import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { AdapterHarness, HarnessBody } from "@sessionary/testkit/conformance";
import axios, { type AxiosRequestConfig, type AxiosResponse } from "axios";
import { withSessions } from "../../src/index.ts";

/** The suite's words in axios's. Bodies are compared as they came. */
export const harness: AdapterHarness<AxiosRequestConfig, AxiosResponse<string>> = {
  request: ({ body, ...request }) => ({ ...request, ...dataOf(body), responseType: "text" }),
  text: ({ data }) => data,
  create: (options) => {
    const http = withSessions(
      axios.create({ responseType: "text", validateStatus: null }),
      options,
    );
    return {
      sessions: http.sessions,
      send: async ({ body, ...call }) => {
        try {
          const { status, data, request } = await http.request<string>({
            ...call,
            ...dataOf(body),
          });
          return { status, url: request.res.responseUrl, text: data };
        } catch (error) {
          // The suite asks for the reason. Of a signal that has aborted before, axios itself says only that the request was cancelled.
          const signal = call.signal ?? call.session?.signal;
          throw axios.isCancel(error) ? ((error as Error).cause ?? signal?.reason) : error;
        }
      },
    };
  },
};

function dataOf(body: HarnessBody | undefined): AxiosRequestConfig {
  if (body === undefined) return {};
  return {
    data: body instanceof ReadableStream ? Readable.fromWeb(body as NodeReadableStream) : body,
  };
}
