import type { Reading, ReadingHeaders } from "./exchange.ts";

/** What a WHATWG Response has, as far as reading one needs it. */
interface ResponseLike {
  readonly status: number;
  readonly headers: ReadingHeaders;
  clone(): { text(): Promise<string> };
}

/**
 * The small view of a response for checkers. A WHATWG `Response` is read from a clone, made when a body is first asked for, so that the caller can
 * still read it; ask before the caller does. Of any other value, `json()` is the value itself and `text()` its JSON, or the string that it is; `status`,
 * `url` and `headers.get` are taken from its properties where it has them.
 */
export function readingOf(value: unknown): Reading {
  return new ValueReading(value);
}

class ValueReading implements Reading {
  readonly #value: unknown;
  #text: Promise<string> | undefined;

  constructor(value: unknown) {
    this.#value = value;
  }

  // Looked up when asked for: a Response computes them, and most judges look at neither.
  get status(): number {
    const { status } = Object(this.#value) as { readonly status?: unknown };
    return typeof status === "number" ? status : 0;
  }

  get url(): string {
    const { url } = Object(this.#value) as { readonly url?: unknown };
    return typeof url === "string" ? url : "";
  }

  get headers(): ReadingHeaders {
    const { headers } = Object(this.#value) as Partial<ResponseLike>;
    return typeof headers?.get === "function" ? headers : none;
  }

  text(): Promise<string> {
    return (this.#text ??= textOf(this.#value));
  }

  async json(): Promise<unknown> {
    const value = this.#value;
    return typeof value === "string" || isResponse(value) ? JSON.parse(await this.text()) : value;
  }
}

const none: ReadingHeaders = { get: () => null };

async function textOf(value: unknown): Promise<string> {
  if (typeof value === "string") return value;
  return isResponse(value) ? value.clone().text() : (JSON.stringify(value) ?? "");
}

function isResponse(value: unknown): value is ResponseLike {
  const { status, headers, clone } = Object(value) as Partial<ResponseLike>;
  return (
    typeof status === "number" && typeof headers?.get === "function" && typeof clone === "function"
  );
}
