import { browserHeaders } from "../web/browser-headers.ts";
import {
  valuesOf,
  visit,
  type Destination,
  type Hop,
  type Visitor,
  type VisitFailure,
} from "../web/visit.ts";
import { parsePage, type DomDocument, type DomElement } from "./dom.ts";
import { readForm } from "./form.ts";
import { runScripts } from "./scripts.ts";

/** A page whose scripts reload it for ever is left as it is after so many times. */
const MAX_RELOADS = 10;

/** One request a page has made, for `networkCapture` and for actions that wait for requests. */
export interface PageExchange {
  readonly hop: Hop;
  readonly resourceType: "document" | "xhr";
}

/** What a page loads with its first request. */
export interface PageSettings {
  readonly visitor: Visitor;
  readonly javascript: boolean;
  readonly referer: string | undefined;
}

/** A tab of the emulator's browser: fetches pages, keeps their DOM, runs their inline scripts. It paints nothing. */
export class Page {
  readonly exchanges: PageExchange[] = [];
  readonly #settings: PageSettings;
  /** The field that was typed in last. */
  focused: DomElement | undefined;
  #main: Hop | undefined;
  #document: DomDocument | undefined;

  constructor(settings: PageSettings) {
    this.#settings = settings;
  }

  /** The answer the page shows. */
  get main(): Hop {
    if (!this.#main) throw new Error("the page has not been loaded");
    return this.#main;
  }

  get url(): URL {
    return this.main.url;
  }

  get document(): DomDocument {
    this.#document ??= parsePage(this.source);
    return this.#document;
  }

  /** The page as HTML: as it came, or as its scripts and the actions have left it. */
  html(): string {
    return this.#document?.toString() ?? this.source;
  }

  /** The page as it came. */
  get source(): string {
    return this.main.response.body.toString("utf8");
  }

  /** Loads a page in this tab, and runs its scripts. */
  async goto(url: URL, init: Partial<Destination> = {}): Promise<VisitFailure | undefined> {
    let failure = await this.#load(url, init);
    for (let reloads = 0; failure === undefined && reloads < MAX_RELOADS; reloads++) {
      if (!this.#settings.javascript || !this.#isHtml()) return undefined;
      const next = await runScripts(this);
      if (!next) return undefined;
      failure = await this.#load(next, {});
    }
    return failure;
  }

  async #load(url: URL, init: Partial<Destination>): Promise<VisitFailure | undefined> {
    const from = this.#main?.url.href ?? this.#settings.referer;
    const hops = await this.#fetch(url, "document", {
      ...init,
      headers: { ...(from !== undefined && { referer: from }), ...init.headers },
    });
    if (typeof hops === "string") return hops;
    this.#main = hops.at(-1) ?? hops[0];
    this.#document = undefined;
    this.focused = undefined;
    return undefined;
  }

  /** Follows a link as it is written. */
  async follow(href: string): Promise<VisitFailure | undefined> {
    return URL.canParse(href, this.url)
      ? await this.goto(new URL(href, this.url))
      : "download-failed";
  }

  reload(): Promise<VisitFailure | undefined> {
    return this.goto(this.url);
  }

  /** Sends a form as its button does. */
  async submit(form: DomElement, button?: DomElement): Promise<VisitFailure | undefined> {
    const { url, ...init } = readForm(form, button, this.url);
    return await this.goto(url, init);
  }

  /** A request beside the page: its cookies count, the page stays. */
  async ask(url: URL, init: Partial<Destination> = {}): Promise<Hop | VisitFailure> {
    const hops = await this.#fetch(url, "xhr", {
      ...init,
      headers: { referer: this.url.href, ...init.headers },
    });
    return typeof hops === "string" ? hops : (hops.at(-1) ?? hops[0]);
  }

  async #fetch(
    url: URL,
    resourceType: "document" | "xhr",
    { headers, ...init }: Partial<Destination>,
  ): Promise<readonly [Hop, ...Hop[]] | VisitFailure> {
    const hops = await visit(
      {
        method: "GET",
        followRedirect: true,
        ...init,
        url,
        headers: { ...browserHeaders(), ...headers },
      },
      this.#settings.visitor,
    );
    if (typeof hops !== "string")
      for (const hop of hops) this.exchanges.push({ hop, resourceType });
    return hops;
  }

  #isHtml(): boolean {
    return valuesOf(this.main.response, "content-type")[0]?.includes("html") ?? false;
  }
}
