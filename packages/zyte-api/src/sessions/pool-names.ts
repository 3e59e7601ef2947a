import { canonical } from "./canonical.ts";
import { locationParts } from "./locations.ts";
import type { ZyteParams } from "./params.ts";
import type { SessionWish } from "./wish.ts";

/** The pool of requests whose URL has no host. */
const HOSTLESS = "default";

/** Origins whose hosts are remembered; one more, and all are forgotten. */
const MAX_HOSTS = 1000;

/** What says the host of most URLs, whatever follows. */
const ORIGIN = /^https?:\/\/[\w.:-]+(?=[/?#]|$)/i;

/**
 * The names of pools that nobody named: the host with its port, with what the request says of its session. Params are numbered per host, in the
 * order in which they are first seen.
 */
export class PoolNames {
  /** By what the URLs begin with: to parse one costs as much as all else that is done for a name. */
  readonly #hosts = new Map<string, string>();
  readonly #numbers = new Map<string, Map<string, number>>();
  readonly #params = new Map<string, ZyteParams>();

  nameOf(url: string, { params, location, variant }: SessionWish): string {
    const host = this.#hostOf(url);
    const suffix = variant === undefined ? "" : ` ${canonical(variant)}`;
    if (params !== undefined && Object.keys(params).length > 0) {
      return this.#numbered(host, params) + suffix;
    }
    const parts = location === undefined ? [] : locationParts(location);
    return (parts.length === 0 ? host : `${host}@${parts.join()}`) + suffix;
  }

  /** The params that a numbered pool is for. */
  paramsOf(name: string): ZyteParams | undefined {
    return this.#params.get(/^\S*\[\d+\]/.exec(name)?.[0] ?? name);
  }

  #hostOf(url: string): string {
    const origin = ORIGIN.exec(url)?.[0];
    if (origin === undefined) return parsedHost(url);
    let host = this.#hosts.get(origin);
    if (host === undefined) {
      if (this.#hosts.size >= MAX_HOSTS) this.#hosts.clear();
      host = parsedHost(url);
      this.#hosts.set(origin, host);
    }
    return host;
  }

  #numbered(host: string, params: ZyteParams): string {
    const numbers = this.#numbers.get(host) ?? new Map<string, number>();
    this.#numbers.set(host, numbers);
    const key = canonical(params);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    const name = `${host}[${number}]`;
    if (!this.#params.has(name)) this.#params.set(name, structuredClone(params));
    return name;
  }
}

function parsedHost(url: string): string {
  return (URL.canParse(url) && new URL(url).host) || HOSTLESS;
}
