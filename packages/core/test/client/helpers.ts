import { createFakeClock, type FakeClock } from "@sessionary/core/testing";
import { createSessionClient } from "../../src/client/create-session-client.ts";
import type {
  ClientOptions,
  SendContext,
  Session,
  SessionAdapter,
  SessionClient,
} from "../../src/index.ts";

/** A request of the test adapter: its URL, and what the site will do. */
export interface Ask {
  readonly url: string;
  /** Answers only when this settles. */
  readonly until?: Promise<unknown>;
  /** The site throws this. */
  readonly fails?: unknown;
  readonly header?: string;
}

/** What the test site answers. */
export interface Answer {
  readonly ask: Ask;
  /** The session it came through; `undefined` for the bare client. */
  readonly sessionId: string | undefined;
}

export interface State {
  token: string;
}

export type TestAdapter = SessionAdapter<State, Ask, Answer>;
export type TestClient = SessionClient<State, Ask, Answer>;
export type TestOptions = ClientOptions<State, Ask, Answer>;

/** One exchange as the adapter saw it. */
export interface Sent {
  readonly ask: Ask;
  readonly session: Session<State> | undefined;
  readonly context: SendContext;
}

/** An adapter to a site that always answers, and a list of what was sent through it. */
export function createTestAdapter(overrides: Partial<TestAdapter> = {}): {
  readonly adapter: TestAdapter;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const adapter: TestAdapter = {
    name: "test",
    open: () => ({ token: "" }),
    async send(ask, session, context) {
      sent.push({ ask, session, context });
      await ask.until;
      if (ask.fails !== undefined) throw ask.fails;
      return { ask, sessionId: session?.id };
    },
    read: ({ ask }) => ({
      status: 200,
      url: ask.url,
      headers: { get: () => null },
      text: async () => "",
      json: async () => undefined,
    }),
    url: ({ url }) => url,
    ...overrides,
  };
  return { adapter, sent };
}

/** A client of the test adapter on a clock that stands still. */
export function createTestClient(
  options: TestOptions = {},
  overrides: Partial<TestAdapter> = {},
): { readonly client: TestClient; readonly sent: Sent[]; readonly clock: FakeClock } {
  const clock = createFakeClock();
  const { adapter, sent } = createTestAdapter(overrides);
  const client = createSessionClient(adapter, {
    ...options,
    pool: { clock, ...options.pool },
  });
  return { client, sent, clock };
}

export function to(url: string): Ask {
  return { url: `https://${url}` };
}

/** The names of the open pools. */
export function poolNames(client: TestClient): string[] {
  return client.pools().map(({ name }) => name);
}

/** A promise and what settles it. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
