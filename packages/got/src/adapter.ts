import { SessionaryError } from "@sessionary/core";
import type { Clock, OpenContext, SessionAdapter } from "@sessionary/core";
import { createIdentityCodec, isProxyFailure, judgeStatus } from "@sessionary/identity";
import type { HttpIdentity, IdentityMaker } from "@sessionary/identity";
import { createAgents, isNetworkFailure, type SessionAgents } from "@sessionary/identity/agents";
import { create, Options, ParseError, RequestError, type Response } from "got";

interface Settings {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly open: IdentityMaker<OpenContext>;
}

type GotAdapter = SessionAdapter<HttpIdentity, Options, Response>;

/** Why a body could not be parsed: judges are shown the response, and then the caller this. */
export const parseErrors: WeakMap<Response, ParseError> = new WeakMap();

/** Wires got to sessions: one request of got, with its redirects, is one exchange. */
export function createGotAdapter({ clock, connectTimeoutMs, open }: Settings): GotAdapter {
  const send = create({ options: new Options(), handlers: [], mutableDefaults: false });
  const gotsAgent = new Options().headers["user-agent"];
  const connections = new WeakMap<HttpIdentity, SessionAgents>();

  /** Gives a request the connections, cookies and headers of a session. */
  const dress = (options: Options, identity: HttpIdentity): void => {
    const { proxy, cookies, headers } = identity;
    const agents = connections.get(identity) ?? createAgents({ proxy, connectTimeoutMs, clock });
    connections.set(identity, agents);
    options.agent = { http: agents.http, https: agents.https };
    options.cookieJar = {
      getCookieString: async (url: string) => cookies.cookieHeader(url),
      setCookie: async (header: string, url: string) => cookies.setCookie(header, url),
    };
    // Where the jar has nothing for the next hop, got would send the last hop's cookies on.
    options.hooks.beforeRedirect.push((next) => void delete next.headers["cookie"]);
    const { "user-agent": agent, ...own } = options.headers;
    options.headers = { ...headers }; // got lowers their names
    Object.assign(options.headers, own, agent === gotsAgent ? {} : { "user-agent": agent });
    // The budget is core's; a hook may still ask for another try by `retryWithMergedOptions`.
    options.retry.calculateDelay = ({ error }) => (error.name === "RetryError" ? 1 : 0);
  };

  const read: GotAdapter["read"] = ({ statusCode: status, url, headers, rawBody }) => {
    const get = (name: string): string | null => headers[name.toLowerCase()]?.toString() ?? null;
    const text = async (): Promise<string> => rawBody.toString();
    return { status, url, headers: { get }, text, json: async () => JSON.parse(await text()) };
  };

  return {
    name: "got",
    codec: createIdentityCodec({ now: () => clock.now() }),
    url: ({ url }) => String(url),
    open,
    read,
    send: async (request, session, { signal }) => {
      const overrides = { signal, throwHttpErrors: false, resolveBodyOnly: false };
      const options = new Options(undefined, overrides, request);
      if (session !== undefined) dress(options, session.state);
      try {
        const response = (await send(undefined, undefined, options)) as Response;
        response.request.options = request; // without cookies and proxy, which would be printed
        return response;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        Object.defineProperty(error, "options", { value: request, enumerable: false });
        if (!(error instanceof ParseError)) throw error;
        error.response.request.options = request;
        parseErrors.set(error.response, error);
        return error.response;
      }
    },
    classify: ({ response, error }) => {
      if (response !== undefined) return judgeStatus(read(response), clock.now());
      if (isProxyFailure(error)) return { verdict: "error", reason: "proxy failure" };
      if (!isNetworkFailure(error)) return undefined;
      return { verdict: "inconclusive", reason: "connection failure" };
    },
    retryable: ({ method, retry }) => retry.methods?.includes(method) ?? false,
    replay: (request) => {
      const { body, method } = request;
      if (body === undefined || typeof body === "string" || ArrayBuffer.isView(body))
        return request;
      if (Object.prototype.toString.call(body) === "[object FormData]") return request;
      const why = "its body can be sent once only; pass text, bytes or a FormData";
      throw new SessionaryError("ERR_BODY_NOT_REPLAYABLE", `got: ${method}: ${why}`);
    },
    close: ({ state }) => connections.get(state)?.close(),
  };
}
