import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

import { renderPage, type PageFrame } from "./html.ts";
import type { OpenRequest } from "./ledger.ts";
import type { SiteSession } from "./session.ts";

/** One request with the means to answer it, as the pages see it. */
export class Exchange {
  readonly request: OpenRequest;
  readonly url: URL;

  readonly #outgoing: ServerResponse;
  readonly #defer: (send: () => void) => void;
  readonly #setCookies: string[] = [];
  #inFlightOf: SiteSession | undefined;

  /** `defer` puts off the sending of an answer for the site's latency. */
  constructor(
    request: OpenRequest,
    url: URL,
    outgoing: ServerResponse,
    defer: (send: () => void) => void,
  ) {
    this.request = request;
    this.url = url;
    this.#outgoing = outgoing;
    this.#defer = defer;
  }

  /** Whether the client asked for JSON by the path it chose. */
  get isApi(): boolean {
    return this.url.pathname.startsWith("/api/");
  }

  /** Fields of a urlencoded body. */
  get form(): URLSearchParams {
    return new URLSearchParams(this.request.body);
  }

  /** Adds a Set-Cookie header to the answer. */
  setCookie(line: string): void {
    this.#setCookies.push(line);
  }

  html(status: number, frame: PageFrame, headers?: OutgoingHttpHeaders): void {
    this.end(status, { "content-type": "text/html; charset=utf-8", ...headers }, renderPage(frame));
  }

  json(status: number, value: unknown, headers?: OutgoingHttpHeaders): void {
    this.end(status, { "content-type": "application/json", ...headers }, JSON.stringify(value));
  }

  text(status: number, text: string, headers?: OutgoingHttpHeaders): void {
    this.end(status, { "content-type": "text/plain; charset=utf-8", ...headers }, text);
  }

  /** A short message, as JSON where the client speaks JSON and as a page elsewhere. */
  message(status: number, text: string, headers?: OutgoingHttpHeaders): void {
    if (this.isApi) this.json(status, { error: text }, headers);
    else this.html(status, { title: text, main: `<h1>${text}</h1>` }, headers);
  }

  redirect(status: number, location: string): void {
    this.text(status, `moved to ${location}`, { location });
  }

  end(status: number, headers: OutgoingHttpHeaders, body: string): void {
    this.request.status = status;
    this.#defer(() => {
      this.#writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
      // Before the client can see the end: its next request must not seem to overlap this one.
      this.leave();
      this.#outgoing.end(body);
    });
  }

  /** Sends status, headers and the first part of the body; the returned function sends the rest. */
  stall(first: string, second: string): () => void {
    this.request.status = 200;
    this.#writeHead(200, {
      "content-type": "text/plain",
      "content-length": first.length + second.length,
    });
    this.#outgoing.write(first);
    return () => {
      this.leave();
      this.#outgoing.end(second);
    };
  }

  /** Calls back when the answer has left or the connection is gone. */
  onClose(listener: () => void): void {
    this.#outgoing.once("close", listener);
  }

  get wasAnswered(): boolean {
    return this.#outgoing.writableFinished;
  }

  /** Cuts the connection without an answer. */
  cut(): void {
    this.#outgoing.destroy();
  }

  /** Counts the request as open in its session. */
  enter(session: SiteSession): void {
    session.inFlight += 1;
    session.maxInFlight = Math.max(session.maxInFlight, session.inFlight);
    this.#inFlightOf = session;
  }

  /** Counts the request as over; safe to call twice. */
  leave(): void {
    if (this.#inFlightOf) this.#inFlightOf.inFlight -= 1;
    this.#inFlightOf = undefined;
  }

  #writeHead(status: number, headers: OutgoingHttpHeaders): void {
    const cookies = this.#setCookies.length > 0 ? { "set-cookie": this.#setCookies } : undefined;
    this.#outgoing.writeHead(status, { ...headers, ...cookies });
  }
}
