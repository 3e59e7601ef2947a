import type { Reading, ReadingHeaders } from "@sessionary/core";
import { valuesOf } from "./http/headers.ts";
import type { HttpClientResponse } from "./http/http-client.ts";

/** A crawling context, as far as it is read. */
export interface ContextLike {
  /** What the crawler was answered: a stream with a status, or Playwright's `Response`. */
  readonly response?: unknown;
  readonly body?: unknown;
  readonly request: { readonly url: string };
}

/**
 * A response as `check` and `classify` see it, and as `send` of an `init` resolves to: the same for every crawler and
 * HTTP client.
 */
export interface CrawleeResponse<Context = unknown> extends Reading {
  /** The crawling context that got it: `$`, `body`, `page` ...; `undefined` for a response to `send`. */
  readonly context: Context | undefined;
}

/** What Playwright's `Response` has. */
interface BrowserResponse {
  status(): number;
  url(): string;
  headers(): Readonly<Record<string, string>>;
  text(): Promise<string>;
}

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** The response to a request of `send`. */
export function responseOfClient(response: HttpClientResponse): CrawleeResponse<never> {
  const { statusCode, url, headers, body } = response;
  return new KnownResponse(statusCode, url, headers, async () => textOf(body), undefined);
}

/** What a crawler has been answered; `undefined` where it has not asked: a BasicCrawler does not, nor does `skipNavigation`. */
export function responseOfContext(context: ContextLike): CrawleeResponse | undefined {
  const { response } = context;
  if (typeof response !== "object" || response === null) return undefined;
  if (isBrowserResponse(response)) {
    const text = (): Promise<string> => response.text();
    return new KnownResponse(response.status(), response.url(), response.headers(), text, context);
  }
  const { statusCode, url, headers } = response as Partial<HttpClientResponse>;
  if (typeof statusCode !== "number") return undefined;
  const text = async (): Promise<string> => textOf(context.body);
  return new KnownResponse(statusCode, url ?? context.request.url, headers ?? {}, text, context);
}

class KnownResponse<Context> implements CrawleeResponse<Context>, ReadingHeaders {
  readonly status: number;
  readonly url: string;
  readonly context: Context | undefined;
  readonly #fields: Fields;
  readonly #read: () => Promise<string>;
  #text: Promise<string> | undefined;

  constructor(
    status: number,
    url: string,
    fields: Fields,
    read: () => Promise<string>,
    context: Context | undefined,
  ) {
    this.status = status;
    this.url = url;
    this.context = context;
    this.#fields = fields;
    this.#read = read;
  }

  get headers(): ReadingHeaders {
    return this;
  }

  /** Of a header: clients give their names in lower case. */
  get(name: string): string | null {
    const value = this.#fields[name.toLowerCase()];
    return value === undefined ? null : valuesOf(value).join(", ");
  }

  text(): Promise<string> {
    return (this.#text ??= this.#read());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

function isBrowserResponse(response: object): response is BrowserResponse {
  return typeof Reflect.get(response, "status") === "function";
}

/** Bodies come as texts or as buffers, and as nothing where the crawler gave up before it read one. */
function textOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return body === undefined || body === null ? "" : JSON.stringify(body);
}
