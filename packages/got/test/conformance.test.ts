import { describeAdapter } from "@sessionary/testkit/conformance";
import { got, Options, type OptionsInit, type Response } from "got";
import { createSessionGot } from "../src/index.ts";

describeAdapter("got", {
  request: ({ url, ...request }) => new Options(url, request as OptionsInit),
  text: (response: Response) => response.rawBody.toString(),
  create: (options) => {
    const client = createSessionGot(got.extend({ throwHttpErrors: false }), options);
    return {
      sessions: client.sessions,
      send: async ({ url, session, body, ...request }) => {
        const form = body instanceof URLSearchParams && Object.fromEntries(body);
        const call = { ...request, ...(form ? { form } : { body }), context: { session } };
        const response = (await client(url, call as OptionsInit)) as Response<string>;
        return { status: response.statusCode, url: response.url, text: response.body };
      },
    };
  },
});
