import type { HttpIdentity } from "@sessionary/identity";
import { mergeHeaders, valuesOf, withCookies } from "./headers.ts";
import type { CallableHttpClient, HttpClientRequest, HttpClientResponse } from "./http-client.ts";

/** Whose identity a request wears. */
export type IdentityOf = (sessionToken: object) => HttpIdentity | undefined;

/**
 * A crawler's HTTP client, whose requests wear the identity of their session. What the client keeps for a session (the
 * headers that got-scraping makes up) it keeps by one object for all its leases.
 */
export class SessionHttpClient implements CallableHttpClient {
  readonly inner: CallableHttpClient;
  readonly #identityOf: IdentityOf;

  constructor(inner: CallableHttpClient, identityOf: IdentityOf) {
    this.inner = inner;
    this.#identityOf = identityOf;
  }

  /** Pages of a crawl: their cookies are the crawler's business. */
  stream(request: HttpClientRequest, onRedirect?: unknown): Promise<unknown> {
    const identity = request.sessionToken && this.#identityOf(request.sessionToken);
    if (identity === undefined) return this.inner.stream(request, onRedirect);
    const headers = mergeHeaders(identity.headers, request.headers);
    return this.inner.stream({ ...request, headers, sessionToken: identity }, onRedirect);
  }

  /** `context.sendRequest()`: the crawler leaves its cookies to the client, and Crawlee's own client has none. */
  sendRequest(request: HttpClientRequest): Promise<HttpClientResponse> {
    const identity = request.sessionToken && this.#identityOf(request.sessionToken);
    if (identity === undefined) return this.inner.sendRequest(request);
    return sendAs(this.inner, identity, request);
  }
}

/** Sends a request with a session's cookies and headers, and takes the cookies of every hop. */
export async function sendAs(
  client: CallableHttpClient,
  identity: HttpIdentity,
  request: HttpClientRequest,
): Promise<HttpClientResponse> {
  const { cookies, headers } = identity;
  const fields = mergeHeaders(headers, request.headers);
  const hooks = (request["hooks"] ?? {}) as { readonly beforeRedirect?: readonly unknown[] };
  const response = await client.sendRequest({
    ...request,
    headers: withCookies(fields, cookies.cookieHeader(String(request.url))),
    sessionToken: identity,
    hooks: {
      ...hooks,
      beforeRedirect: [...(hooks.beforeRedirect ?? []), redirectWith(identity)],
    },
  });
  takeCookies(identity, response);
  return response;
}

/** What got calls between two hops. */
function redirectWith({ cookies }: HttpIdentity) {
  return (
    next: { url: string | URL; headers: Record<string, string | string[] | undefined> },
    response: HttpClientResponse,
  ): void => {
    cookies.setCookies(valuesOf(response.headers["set-cookie"]), response.url);
    const cookie = cookies.cookieHeader(next.url);
    if (cookie === "") delete next.headers["cookie"];
    else next.headers["cookie"] = cookie;
  };
}

function takeCookies({ cookies }: HttpIdentity, { headers, url }: HttpClientResponse): void {
  const setCookies = valuesOf(headers["set-cookie"]);
  if (setCookies.length > 0) cookies.setCookies(setCookies, url);
}
