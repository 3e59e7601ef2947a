import { createSessionClient, invalidOption, systemClock } from "@sessionary/core";
import type { ClientOptions, InitContext, MaybePromise, OpenContext } from "@sessionary/core";
import type { SessionClient, SessionOptions } from "@sessionary/core";
import { createIdentityMaker } from "@sessionary/identity";
import type { HttpIdentity, IdentitySourceOptions } from "@sessionary/identity";
import { HTTPError, Options, type ExtendOptions, type Got, type HandlerFunction } from "got";
import type { MergeExtendsConfig, Response } from "got";
import { createGotAdapter, parseErrors } from "./adapter.ts";
import { handleBy } from "./handle-by.ts";

/** What an `init` function knows and can do. */
export type GotInitContext = InitContext<HttpIdentity, Options, Response>;

/** Makes a session ready; what it returns is added to the state, `false` gives the session up. */
export type GotInit<Extra extends object = object> = (
  context: GotInitContext,
) => MaybePromise<Extra | undefined | void | false>;

const subject = "createSessionGot";

/** Options of {@link createSessionGot}: those of every adapter, and what sessions look like on the wire. */
export interface SessionGotOptions<Extra extends object = object>
  extends
    Omit<ClientOptions<HttpIdentity & Extra, Options, Response>, "init">,
    IdentitySourceOptions<OpenContext> {
  /** Makes a session ready: a request, or a function; what that returns is added to the session's state, `false` gives it up. */
  readonly init?: Options | GotInit<Extra>;
  /** Longest time until a connection is usable, tunnel and TLS included, in milliseconds, > 0. @default 10_000 */
  readonly connectTimeoutMs?: number;
}

/** What an instance has beside got's own. */
export interface GotSessions<Extra extends object = object> {
  /** The pools behind it: stats, events, warming, closing. */
  readonly sessions: SessionClient<HttpIdentity & Extra, Options, Response>;
  /** As got's own; the new instance has the same sessions. */
  extend<T extends (Got | ExtendOptions)[]>(
    ...more: T
  ): GotSessions<Extra> & Got<MergeExtendsConfig<T>>;
}

/**
 * Makes an instance like `instance` whose requests go through sessions: each with cookies, a proxy, headers and connections of
 * its own. What a request wants of its session is said in its `context.session`.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function createSessionGot<Instance extends Got, Extra extends object = object>(
  instance: Instance,
  options: SessionGotOptions<Extra> = {},
): GotSessions<Extra> & Instance {
  if (!instance?.extend) throw invalidOption(subject, "instance", "an instance of got", instance);
  if (typeof options !== "object" || options === null)
    throw invalidOption(subject, "options", "an object", options);
  const { proxies, headers, userAgent, connectTimeoutMs = 10_000, ...rest } = options;
  if (!(Number.isFinite(connectTimeoutMs) && connectTimeoutMs > 0 && connectTimeoutMs < 2 ** 31))
    throw invalidOption(subject, "connectTimeoutMs", "ms > 0 and < 2^31", connectTimeoutMs);
  const { clock = systemClock, random } = options.pool ?? {};
  const settings = { subject, random, now: () => clock.now() };
  const open = createIdentityMaker<OpenContext>({ proxies, headers, userAgent }, settings);
  refuse(instance.defaults.options);
  const wired = rest as ClientOptions<HttpIdentity, Options, Response>;
  const sessions = createSessionClient(createGotAdapter({ clock, connectTimeoutMs, open }), wired);
  for (const { init } of [options, ...(options.profiles ?? [])]) {
    if (init === undefined || typeof init === "function" || init instanceof Options) continue;
    throw invalidOption(subject, "init", "a function, or an instance of got's Options", init);
  }
  const throughSession = handleBy(async (request, signal) => {
    refuse(request);
    const session = sessionOf(request);
    const both = session.signal ? AbortSignal.any([signal, session.signal]) : signal;
    const response = await sessions.send(request, { ...session, signal: both });
    const parseError = parseErrors.get(response);
    if (parseError !== undefined) throw parseError;
    if (response.ok || !request.throwHttpErrors) return response;
    let error: Error = new HTTPError(response);
    for (const hook of request.hooks.beforeError) error = await hook(error as HTTPError);
    throw error;
  });
  const handler: HandlerFunction = (request, next) => {
    // Where there are no options, got says next what is wrong with them.
    if (request && !request.isStream) return throughSession(request, next);
    if (request) refuse(request);
    return next(request);
  };
  const attach = (bare: Got): Got => {
    const extend = (...more: (Got | ExtendOptions)[]): Got => attach(bare.extend(...more));
    return Object.assign(bare.extend({ handlers: [handler] }), { sessions, extend });
  };
  return attach(instance) as unknown as GotSessions<Extra> & Instance;
}

const sessionOf = ({ context }: Options): SessionOptions =>
  (context as { readonly session?: SessionOptions }).session ?? {};

/** Refuses what goes round the session, or carries one session's cookies to another. */
function refuse(options: Options): void {
  if (sessionOf(options).enabled === false) return;
  const { cache, cookieJar, createConnection, h2session, http2, isStream } = options;
  const agent = Object.values(options.agent).find(Boolean);
  const given = { agent, cache, cookieJar, createConnection, h2session, http2, isStream };
  for (const [name, value] of Object.entries(given)) {
    if (value) throw invalidOption(subject, name, "left out: sessions bring their own", value);
  }
}
