import { Agent } from "node:http";
import { SessionaryError, type Classifier, type SessionAdapter } from "@sessionary/core";
import type { HarnessRequest } from "@sessionary/testkit/conformance";
import { follow, NoAnswer, type PlainResponse, type PlainState } from "./plain-http.ts";
import { PlainJar } from "./plain-jar.ts";

export type PlainAdapter = SessionAdapter<PlainState, HarnessRequest, PlainResponse>;

/** What an adapter has to do, in as few words as will do: a naive jar, an agent and a proxy for each session. */
export function createPlainAdapter(proxies: readonly string[] = []): PlainAdapter {
  let opened = 0;
  const blank = (proxy?: string): PlainState => ({
    jar: new PlainJar(),
    agent: new Agent({ keepAlive: true }),
    proxy: proxy === undefined ? undefined : new URL(proxy),
  });
  return {
    name: "plain",
    open: () => blank(proxies[opened++ % proxies.length]),
    send: async (request, session, { signal }) => {
      if (session !== undefined) return follow(request, session.state, signal);
      const state = blank();
      try {
        return await follow(request, state, signal);
      } finally {
        state.agent.destroy();
      }
    },
    read: ({ status, url, headers, text }) => ({
      status,
      url,
      headers,
      text: () => Promise.resolve(text),
      json: () => Promise.resolve(JSON.parse(text) as unknown),
    }),
    url: ({ url }) => url,
    classify,
    retryable: ({ method }) => method !== "POST",
    replay: (request) => {
      if (!(request.body instanceof ReadableStream)) return request;
      throw new SessionaryError("ERR_BODY_NOT_REPLAYABLE", "plain: a stream is sent once");
    },
    close: ({ state }) => state.agent.destroy(),
  };
}

const classify: Classifier<HarnessRequest, PlainResponse, PlainState> = ({ error, response }) => {
  if (error instanceof NoAnswer) return error.by === "proxy" ? "error" : "inconclusive";
  if (response === undefined) return undefined;
  const { status, headers } = response;
  const after = headers.get("retry-after");
  if ([401, 403, 407].includes(status)) return "error";
  if (status === 429 || (status === 503 && after !== null)) {
    const rest = after === null ? {} : { retryAfterMs: Number(after) * 1_000 };
    return { verdict: "throttled", ...rest };
  }
  return status >= 500 ? "inconclusive" : undefined;
};
