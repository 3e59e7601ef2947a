import { createContext, runInContext } from "node:vm";

import type { Page } from "./page.ts";

/** Runs the inline scripts of a page until nothing they have begun is under way; returns where they want it to go. */
export async function runScripts(page: Page): Promise<URL | undefined> {
  if (!/<script\b/i.test(page.source)) return undefined;
  const sources = [...page.document.querySelectorAll("script:not([src])")]
    .filter((script) => /^(|module|text\/javascript)$/.test(script.getAttribute("type") ?? ""))
    .map((script) => script.textContent);
  if (sources.length === 0) return undefined;
  const world = new ScriptWorld(page);
  for (const source of sources) await world.run(source);
  await world.settled();
  return world.goesTo;
}

/** The globals of a page's scripts. Errors in them end the script and nothing else, as in browsers. */
export class ScriptWorld {
  /** Where the scripts want the page to go. */
  goesTo: URL | undefined;
  readonly #page: Page;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #context: object;

  constructor(page: Page) {
    this.#page = page;
    const globals = {
      document: page.document,
      location: this.#location(),
      fetch: (target: string, init?: RequestInit) => this.#track(this.#fetch(target, init)),
      setTimeout: (callback: () => void) => void this.#track(Promise.resolve().then(callback)),
      console: { log: nothing, info: nothing, warn: nothing, error: nothing, debug: nothing },
      URL,
      URLSearchParams,
    };
    this.#context = createContext({ ...globals, window: globals });
  }

  /** Runs one script, and waits for the promise that is its value; resolves to what went wrong. */
  async run(source: string): Promise<string | undefined> {
    try {
      await runInContext(source, this.#context, { timeout: 1000 });
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.allSettled(this.#pending);
      // What follows from the last answer, `.then(() => fetch(...))` say, begins in the microtasks after it.
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  }

  #location(): object {
    const { href, origin, hostname, host, pathname, search, hash, protocol } = this.#page.url;
    const go = (to: string): void => {
      this.goesTo = new URL(to, href);
    };
    return {
      get href(): string {
        return href;
      },
      set href(to: string) {
        go(to);
      },
      origin,
      hostname,
      host,
      pathname,
      search,
      hash,
      protocol,
      reload: () => go(href),
      assign: go,
      replace: go,
      toString: () => href,
    };
  }

  #track<Value>(promise: Promise<Value>): Promise<Value> {
    const tracked = promise.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
    // A rejection nobody handles is the script's own affair.
    tracked.catch(nothing);
    return tracked;
  }

  async #fetch(target: string, init: RequestInit = {}): Promise<Response> {
    const request = new Request(new URL(target, this.#page.url), init);
    const body = init.body ? Buffer.from(await request.arrayBuffer()) : undefined;
    const hop = await this.#page.ask(new URL(request.url), {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body,
    });
    if (typeof hop === "string") throw new TypeError("fetch failed");
    const { status, headers, body: content } = hop.response;
    const isBare = status === 204 || status === 304;
    return new Response(isBare ? null : new Uint8Array(content), {
      status,
      headers: headers as [string, string][],
    });
  }
}

/** Errors of a script come from its own realm, where `instanceof Error` does not reach. */
function messageOf(error: unknown): string {
  const text: unknown = Object(error) === error ? Reflect.get(error as object, "message") : error;
  return typeof text === "string" ? text : "something that is no error";
}

function nothing(): undefined {
  return undefined;
}
