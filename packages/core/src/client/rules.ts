import type { SessionAdapter } from "../adapter/adapter.ts";
import { mergeGiven } from "../options/merge-given.ts";
import type { ClientOptions, RequestOptions } from "./client-options.ts";
import { variantSuffix } from "./pool-choice.ts";
import { compileMatch, type Matcher } from "./profile-match.ts";
import { hostOf } from "./url-parts.ts";

/** What holds for a request: the options of its profile over those of the client. */
export interface Rule<State, Request, Response> {
  readonly options: RequestOptions<State, Request, Response>;
  /** What the profile's variant adds to the default name of the pool. */
  readonly nameSuffix: string;
}

interface ProfileRule<State, Request, Response> extends Rule<State, Request, Response> {
  readonly matcher: Matcher<Request>;
  readonly priority: number;
}

/** Hosts for which the profiles that fit are remembered; one more, and all are forgotten. */
const MAX_HOSTS = 1000;

/** Finds the rule of a request: one profile wins, else the client's own options hold. */
export class Rules<State, Request, Response> {
  /** What holds where no profile matches. */
  readonly base: Rule<State, Request, Response>;
  readonly #adapter: SessionAdapter<State, Request, Response>;
  /** In the order in which they are tried. */
  readonly #profiles: readonly ProfileRule<State, Request, Response>[];
  readonly #byHost = new Map<string, readonly ProfileRule<State, Request, Response>[]>();

  constructor(
    adapter: SessionAdapter<State, Request, Response>,
    options: ClientOptions<State, Request, Response>,
  ) {
    this.#adapter = adapter;
    this.base = { options, nameSuffix: "" };
    this.#profiles = (options.profiles ?? [])
      .map((profile) => ({
        matcher: compileMatch<Request>(profile.match),
        priority: profile.priority ?? 0,
        options: mergeGiven<RequestOptions<State, Request, Response>>(options, profile),
        nameSuffix: variantSuffix(profile.variant),
      }))
      .sort((a, b) => b.matcher.specificity - a.matcher.specificity || b.priority - a.priority);
  }

  /** Whether profiles differ from the client in this option. */
  vary(key: keyof RequestOptions): boolean {
    return this.#profiles.some(({ options }) => options[key] !== this.base.options[key]);
  }

  of(request: Request): Rule<State, Request, Response> {
    if (this.#profiles.length === 0) return this.base;
    const url = this.#adapter.url(request);
    const fitting = this.#fitting(hostOf(url));
    return fitting.find(({ matcher: { fits } }) => !fits || fits(request, url)) ?? this.base;
  }

  #fitting(host: string): readonly ProfileRule<State, Request, Response>[] {
    let fitting = this.#byHost.get(host);
    if (fitting === undefined) {
      if (this.#byHost.size >= MAX_HOSTS) this.#byHost.clear();
      fitting = this.#profiles.filter(({ matcher }) => matcher.fitsHost(host));
      this.#byHost.set(host, fitting);
    }
    return fitting;
  }
}
