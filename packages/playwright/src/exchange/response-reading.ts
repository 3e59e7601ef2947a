import type { Reading, ReadingHeaders } from "@sessionary/core";
import type { Page } from "playwright-core";
import type { AnyResponse } from "../request.ts";

/** The small view of what a page shows: of the response, and where that has no body any more, of the page itself. */
export class ResponseReading implements Reading {
  readonly #response: AnyResponse | undefined;
  readonly #page: Page | undefined;
  #text: Promise<string> | undefined;

  constructor(response: AnyResponse | undefined, page: Page | undefined) {
    this.#response = response;
    this.#page = page;
  }

  get status(): number {
    return this.#response?.status() ?? 0;
  }

  get url(): string {
    return this.#response?.url() ?? this.#page?.url() ?? "";
  }

  get headers(): ReadingHeaders {
    const headers = this.#response?.headers() ?? {};
    return {
      get: (name) => {
        const lower = name.toLowerCase();
        return Object.hasOwn(headers, lower) ? (headers[lower] ?? null) : null;
      },
    };
  }

  text(): Promise<string> {
    return (this.#text ??= this.#read());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async #read(): Promise<string> {
    const body = await this.#response?.text().catch(() => undefined);
    if (body !== undefined) return body;
    if (this.#page?.isClosed() === true)
      throw new Error(
        "The task has closed its page: left open, it can be read, and is closed for you",
      );
    // Browsers keep no body of what they have left, or downloaded.
    return (await this.#page?.content()) ?? "";
  }
}
