import { createFakeClock, createRandom, type FakeClock } from "@sessionary/core/testing";
import {
  createSessionClient,
  type ClientOptions,
  type SessionAdapter,
  type SessionClient,
  type Verdict,
} from "../../src/index.ts";

/** A request to the site, as the seed system's spiders make them. */
export interface Ask {
  readonly url: string;
}

/** What the site answers: what it means for the session, and which session it came through. */
export interface Page {
  readonly ask: Ask;
  readonly sessionId: string | undefined;
  readonly means: Verdict;
}

export type Options = ClientOptions<object, Ask, Page>;

/** A site, the client that crawls it, and what the site has seen. */
export interface Crawl {
  readonly client: SessionClient<object, Ask, Page>;
  readonly clock: FakeClock;
  /** Which session each request came through, in order. */
  readonly seen: readonly (string | undefined)[];
  /** What triggered each init, in order. */
  readonly inits: readonly (string | undefined)[];
}

/**
 * A crawl of a site that answers what it is told to.
 *
 * @param answer - what a request through a session means; an error it throws is the site's
 */
export function crawl(
  options: Options = {},
  answer: (ask: Ask, count: number) => Verdict | Promise<Verdict> = () => "ok",
): Crawl {
  const clock = createFakeClock();
  const seen: (string | undefined)[] = [];
  const inits: (string | undefined)[] = [];
  const adapter: SessionAdapter<object, Ask, Page> = {
    name: "site",
    open: () => ({}),
    async send(ask, session) {
      seen.push(session?.id);
      return { ask, sessionId: session?.id, means: await answer(ask, seen.length) };
    },
    read: ({ ask }) => ({
      status: 200,
      url: ask.url,
      headers: { get: () => null },
      text: async () => "",
      json: async () => undefined,
    }),
    url: ({ url }) => url,
    classify: ({ response }) => response?.means,
  };
  const { init, pool, ...rest } = options;
  const client = createSessionClient<object, Ask, Page>(adapter, {
    ...rest,
    pool: { clock, random: createRandom(1), ...pool },
    init: async (context) => {
      inits.push(context.request?.url);
      return typeof init === "function" ? init(context) : undefined;
    },
  });
  return { client, clock, seen, inits };
}

/** A request for the page with that path. */
export function page(path: string, host = "example.com"): Ask {
  return { url: `https://${host}${path}` };
}
