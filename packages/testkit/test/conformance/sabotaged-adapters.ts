import type { Classifier } from "@sessionary/core";
import type { HarnessRequest } from "@sessionary/testkit/conformance";
import type { PlainAdapter } from "./plain-adapter.ts";
import { createPlainHarness, type PlainHarness } from "./plain-harness.ts";
import { NoAnswer, type PlainResponse, type PlainState } from "./plain-http.ts";
import { PlainJar } from "./plain-jar.ts";

/** A way to break an adapter, and a check that must notice. */
export interface SabotagedAdapter {
  readonly sabotage: string;
  readonly breaks: string;
  readonly harness: PlainHarness;
}

function sabotaged(
  sabotage: string,
  breaks: string,
  change: (adapter: PlainAdapter) => Partial<PlainAdapter>,
): SabotagedAdapter {
  const harness = createPlainHarness((adapter) => ({ ...adapter, ...change(adapter) }));
  return { sabotage, breaks, harness };
}

/** Sessions whose state is not what it should be. */
function withState(
  sabotage: string,
  breaks: string,
  change: (state: PlainState) => Partial<PlainState>,
): SabotagedAdapter {
  return sabotaged(sabotage, breaks, (adapter) => ({
    open: async (context) => {
      const state = await adapter.open(context);
      return { ...state, ...change(state) };
    },
  }));
}

function withJar(sabotage: string, breaks: string, makeJar: () => PlainJar): SabotagedAdapter {
  return withState(sabotage, breaks, () => ({ jar: makeJar() }));
}

/** Requests that are not sent as they should be. */
function withSend(
  sabotage: string,
  breaks: string,
  change: (adapter: PlainAdapter) => PlainAdapter["send"],
): SabotagedAdapter {
  return sabotaged(sabotage, breaks, (adapter) => ({ send: change(adapter) }));
}

type Judge = Classifier<HarnessRequest, PlainResponse, PlainState>;

function withClassify(
  sabotage: string,
  breaks: string,
  change: (sound: Judge) => Judge,
): SabotagedAdapter {
  return sabotaged(sabotage, breaks, ({ classify }) =>
    classify === undefined ? {} : { classify: change(classify) },
  );
}

function withHarness(
  sabotage: string,
  breaks: string,
  change: (harness: PlainHarness) => Partial<PlainHarness>,
): SabotagedAdapter {
  const sound = createPlainHarness();
  return { sabotage, breaks, harness: { ...sound, ...change(sound) } };
}

class HoplessJar extends PlainJar {
  override take(url: URL, lines: readonly string[]): void {
    if (!url.pathname.startsWith("/redirect")) super.take(url, lines);
  }
}

class OpenJar extends PlainJar {
  override header(): string | undefined {
    return super.header(new URL("http://anywhere"));
  }
  override take(_url: URL, lines: readonly string[]): void {
    super.take(new URL("http://anywhere"), lines);
  }
}

class HoardingJar extends PlainJar {
  override take(url: URL, lines: readonly string[]): void {
    super.take(
      url,
      lines.filter((line) => !line.includes("Max-Age=0")),
    );
  }
}

const common = new PlainJar();
let turn = 0;

/** At least one for each topic. */
export const sabotagedAdapters: readonly SabotagedAdapter[] = [
  withJar("shares cookies between sessions", "cookies stay inside their session", () => common),
  withJar(
    "forgets the cookies of redirect hops",
    "cookies are taken from every redirect hop",
    () => new HoplessJar(),
  ),
  withJar(
    "sends cookies everywhere",
    "cookies go to the host that set them alone, across redirects, too",
    () => new OpenJar(),
  ),
  withJar("hoards cookies", "a cookie that the site takes back is gone", () => new HoardingJar()),
  withState("uses no proxy", "a proxy gets its credentials, and the site does not", () => ({
    proxy: undefined,
  })),
  withSend("goes without its proxy now and then", "each session keeps to one proxy", (adapter) => {
    return (request, session, context) => {
      const direct = ++turn % 2 === 0 && session !== undefined;
      const state = direct && { ...session.state, proxy: undefined };
      return adapter.send(request, state ? { ...session, state } : session, context);
    };
  }),
  withClassify(
    "blames the site for a dead proxy",
    "a session whose proxy has died is blamed and replaced",
    (sound) => (outcome) => (outcome.error instanceof NoAnswer ? "inconclusive" : sound(outcome)),
  ),
  withClassify(
    "sees nothing wrong in a ban",
    "a banned session is replaced and the request sent again",
    (sound) => (outcome) => (outcome.response?.status === 403 ? undefined : sound(outcome)),
  ),
  withClassify(
    "blames sessions for the site's mistakes",
    "another 5xx is inconclusive: sent again, and at last handed over",
    (sound) => (outcome) => ((outcome.response?.status ?? 0) >= 500 ? "error" : sound(outcome)),
  ),
  withClassify(
    "blames sessions for a site that is down",
    "a site that is down costs no session",
    (sound) => (outcome) => (outcome.error === undefined ? sound(outcome) : "error"),
  ),
  withClassify(
    "does not hear Retry-After",
    "a session that is throttled rests as long as the site says, and is kept",
    (sound) => (outcome) => (outcome.response?.status === 429 ? "throttled" : sound(outcome)),
  ),
  sabotaged(
    "repeats what must not be repeated",
    "a request that may not be repeated is not, when the connection is cut",
    () => ({ retryable: () => true }),
  ),
  withSend("builds one session and uses another", "a request makes a session ready", (adapter) => {
    return (request, session, context) => {
      const isInit = session !== undefined && session.lastLeasedAt === undefined;
      const state = isInit && { ...session.state, jar: new PlainJar() };
      return adapter.send(request, state ? { ...session, state } : session, context);
    };
  }),
  sabotaged(
    "keeps the body for itself",
    "a checker reads the response, and the caller still has it all",
    (adapter) => ({
      read: (response) => {
        const reading = adapter.read({ ...response });
        Object.assign(response, { text: "" });
        return reading;
      },
    }),
  ),
  withSend(
    "keeps cookies when told to go without",
    "enabled false sends as the bare client would",
    (adapter) => {
      let last: Parameters<PlainAdapter["send"]>[1];
      return (request, session, context) => {
        last = session ?? last;
        return adapter.send(request, last, context);
      };
    },
  ),
  withHarness("forgets whom it was asked for", "a key keeps to one session", (sound) => ({
    create: async (options) => {
      const client = await sound.create(options);
      return { ...client, send: ({ url, method = "GET" }) => client.send({ url, method }) };
    },
  })),
  withSend(
    "hears no signal",
    "an abort in flight ends the request and blames nobody",
    (adapter) => {
      return (request, session) =>
        adapter.send(request, session, { signal: new AbortController().signal });
    },
  ),
  withHarness(
    "forgets the caller's signal",
    "an abort in the queue leaves it at once",
    (sound) => ({
      create: async (options) => {
        const client = await sound.create(options);
        return { ...client, send: ({ url, session = {} }) => client.send({ url, session }) };
      },
    }),
  ),
  sabotaged("forgets the body", "a text is sent again", () => ({
    replay: ({ url, method = "GET" }) => ({ url, method }),
  })),
  sabotaged("sends half a stream", "a stream is not sent again", () => ({
    replay: (request) => request,
  })),
  withHarness("has no size", "callers beyond the size wait for their turn", (sound) => ({
    create: ({ pool, ...options }) => sound.create({ ...options, pool: { ...pool, size: 50 } }),
  })),
  withHarness("takes any option", "wrong options are refused at once, by name", (sound) => ({
    create: () => sound.create({}),
  })),
  withSend(
    "tells its proxy's password",
    "neither cookies nor passwords nor tokens are in an error or an event",
    (adapter) => async (request, session, context) => {
      try {
        return await adapter.send(request, session, context);
      } catch (cause) {
        throw new Error(`no answer through ${session?.state.proxy?.href ?? ""}`, { cause });
      }
    },
  ),
  sabotaged("never closes", "close leaves no connection open", () => ({ close: () => undefined })),
];
