import { Readable } from "node:stream";
import type { Reading, ReadingHeaders } from "@sessionary/core";
import { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from "axios";
import { responseUrl } from "./cookies.ts";
import { requestUrl } from "./request-url.ts";
import { runTransforms } from "./transforms.ts";

/**
 * A response as it came, and what `transformResponse` makes of it. Judges see `response.data` as the caller would, made
 * when they first look; the caller gets the same, not made twice.
 */
export class Received implements Reading {
  readonly #response: AxiosResponse;
  readonly #config: InternalAxiosRequestConfig;
  #raw: unknown;
  #text: Promise<string> | undefined;
  #made: { readonly data: unknown } | undefined;

  constructor(response: AxiosResponse, config: InternalAxiosRequestConfig) {
    this.#response = response;
    this.#config = config;
    this.#raw = response.data;
  }

  get status(): number {
    return this.#response.status;
  }

  get url(): string {
    return responseUrl(this.#response) ?? requestUrl(this.#config);
  }

  get headers(): ReadingHeaders {
    return { get: (name) => headerOf(this.#response, name) };
  }

  text(): Promise<string> {
    this.#text ??= this.#readText();
    return this.#text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  /** From now on, until {@link handOver}, `response.data` is what the caller would get. */
  showTransformed(): void {
    Object.defineProperty(this.#response, "data", {
      get: () => (this.#made ??= { data: this.#transform() }).data,
      set: (data: unknown) => {
        this.#made = { data };
      },
      enumerable: true,
      configurable: true,
    });
  }

  /**
   * Gives the response back to axios, which transforms it last of all.
   *
   * @param config - whose transforms axios is about to run
   */
  handOver(config: InternalAxiosRequestConfig): void {
    const made = this.#made;
    const raw = this.#raw;
    const own = { value: raw, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(this.#response, "data", own);
    if (made === undefined) return;
    const { transformResponse } = config;
    config.transformResponse = function (data: unknown, headers, status) {
      if (transformResponse === undefined) delete config.transformResponse;
      else config.transformResponse = transformResponse;
      if (data === raw) return made.data;
      return runTransforms(this, transformResponse, data, headers, status);
    };
  }

  /** Lets go of a body that nobody will read, so that its connection is free again. */
  discard(): void {
    const raw = this.#raw;
    // A stream that was given up half-way complains.
    if (raw instanceof Readable) raw.on("error", () => undefined).destroy();
  }

  #transform(): unknown {
    const { headers, status } = this.#response;
    const { transformResponse } = this.#config;
    const fields = AxiosHeaders.from(headers as AxiosHeaders);
    return runTransforms(this.#config, transformResponse, this.#raw, fields, status);
  }

  async #readText(): Promise<string> {
    const raw = this.#raw;
    if (typeof raw === "string") return raw;
    if (raw === undefined || raw === null) return "";
    if (raw instanceof ArrayBuffer) return textOf(new Uint8Array(raw));
    if (ArrayBuffer.isView(raw)) {
      return textOf(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength));
    }
    if (raw instanceof Blob) return raw.text();
    if (raw instanceof Readable) return this.#readStream(raw);
    return JSON.stringify(raw) ?? "";
  }

  /** Read once, and then a stream again, for whoever comes next. */
  async #readStream(stream: Readable): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks);
    const again = Readable.from([body], { objectMode: false });
    this.#raw = again;
    this.#made = undefined;
    const shown = Object.getOwnPropertyDescriptor(this.#response, "data");
    if (shown?.value === stream) this.#response.data = again;
    return textOf(body);
  }
}

function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

/** A field of a response, several of one name joined as HTTP joins them. */
export function headerOf({ headers }: AxiosResponse, name: string): string | null {
  const value: unknown = AxiosHeaders.from(headers as AxiosHeaders).get(name);
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" || typeof value === "number" ? `${value}` : null;
}
