import { canonical } from "./canonical.ts";
import { locationParts } from "./locations.ts";
import type { ZyteParams } from "./params.ts";
import type { SessionWish } from "./wish.ts";

/** The pool of requests whose URL has no host. */
const HOSTLESS = "default";

/**
 * The names of pools that nobody named: the host with its port, with what the request says of its session. Params are numbered per host, in the
 * order in which they are first seen.
 */
export class PoolNames {
  readonly #numbers = new Map<string, Map<string, number>>();
  readonly #params = new Map<string, ZyteParams>();

  nameOf(url: string, { params, location, variant }: SessionWish): string {
    const host = hostOf(url);
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

function hostOf(url: string): string {
  return (URL.canParse(url) && new URL(url).host) || HOSTLESS;
}
