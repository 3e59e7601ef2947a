/** A request as Crawlee's HTTP clients take it; options of theirs that are not named here go along as they are. */
export interface HttpClientRequest {
  readonly [option: string]: unknown;
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** What the got-scraping client keeps a session's headers by. */
  readonly sessionToken?: object;
}

/** As much of what they answer as is read. */
export interface HttpClientResponse {
  readonly url: string;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
}

/** What Crawlee calls a `BaseHttpClient`: the default `GotScrapingHttpClient`, an `ImpitHttpClient`, one of your own. */
export interface HttpClient {
  sendRequest(request: never): Promise<HttpClientResponse>;
  stream(request: never, onRedirect?: never): Promise<unknown>;
}

/** The same, as we call it. */
export interface CallableHttpClient {
  sendRequest(request: HttpClientRequest): Promise<HttpClientResponse>;
  stream(request: HttpClientRequest, onRedirect?: unknown): Promise<unknown>;
}
