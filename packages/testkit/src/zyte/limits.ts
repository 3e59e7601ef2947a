import type { ZyteProblemType } from "./problems/problem-types.ts";
import type { EmulatorSettings } from "./options/resolve-options.ts";

const MINUTE_MS = 60_000;

/** A limit that a request has met. */
export interface LimitHit {
  readonly type: ZyteProblemType;
  /** When there will be room again. */
  readonly retryAfterMs: number;
}

/** How many requests a minute a key, a domain, both together and the service as a whole allow; only what they let through counts. */
export class RateLimits {
  readonly #settings: EmulatorSettings;
  readonly #recent = new Map<string, number[]>();

  constructor(settings: EmulatorSettings) {
    this.#settings = settings;
  }

  /** Counts a request, or says which limit it has met. */
  admit(apiKey: string, domain: string): LimitHit | undefined {
    const { limits, now } = this.#settings;
    const windows = (
      [
        ["/limits/over-global-limit", "", limits.globalPerMinute],
        ["/limits/over-user-limit", `key ${apiKey}`, limits.userPerMinute],
        ["/limits/over-domain-limit", `domain ${domain}`, limits.domainPerMinute],
        ["/limits/over-org-domain-limit", `both ${apiKey} ${domain}`, limits.orgDomainPerMinute],
      ] as const
    ).filter(([, , perMinute]) => perMinute < Infinity);
    const at = now();
    for (const [type, name, perMinute] of windows) {
      const times = this.#within(name, at);
      const oldest = times[times.length - perMinute];
      if (oldest !== undefined) return { type, retryAfterMs: oldest + MINUTE_MS - at };
    }
    for (const [, name] of windows) this.#within(name, at).push(at);
    return undefined;
  }

  #within(name: string, at: number): number[] {
    const times = (this.#recent.get(name) ?? []).filter((time) => time > at - MINUTE_MS);
    this.#recent.set(name, times);
    return times;
  }
}
