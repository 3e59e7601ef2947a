import { fateOf, type SessionFate } from "./fate.ts";
import { draw, drawToken } from "./random.ts";
import type { SiteSettings } from "./resolve-options.ts";
import type { BanReason, ExpiryReason, SessionTruth } from "./truth.ts";

/** What the site remembers of one visitor. The guard and the pages write to it. */
export class SiteSession {
  readonly number: number;
  readonly id: string;
  readonly csrf: string;
  readonly fate: SessionFate;
  readonly createdAt: number;
  readonly addresses: string[];

  lastUseAt: number;
  uses = 0;
  requests = 0;
  right = 0;
  wrong = 0;
  failed = 0;
  throttled = 0;
  throttledUntil = 0;
  /** Uses at which the next throttling begins. */
  throttleAtUse: number = Infinity;
  throttleRounds = 0;
  /** Times of the uses of the last second, kept only where a rate is limited. */
  readonly recentUses: number[] = [];
  inFlight = 0;
  maxInFlight = 0;
  location: string;
  account: string | undefined;
  /** User agent that passed the challenge of `/js`. */
  clearedAgent: string | undefined;
  banned: { atUse: number; reason: BanReason } | undefined;
  expired: { atUse: number; reason: ExpiryReason } | undefined;

  readonly #seed: string | number;

  constructor(number: number, address: string, now: number, settings: SiteSettings) {
    this.number = number;
    this.id = drawToken(settings.seed, "session", number);
    this.csrf = drawToken(settings.seed, "csrf", number);
    this.fate = fateOf(settings, number);
    this.createdAt = now;
    this.lastUseAt = now;
    this.addresses = [address];
    this.location = settings.defaultZip;
    this.#seed = settings.seed;
  }

  /** The location its pages show: the one it asked for, unless the seed shows it a wrong one. */
  get shownLocation(): string {
    if (this.uses <= this.fate.wrongLocationAfterUses) return this.location;
    const step = 1 + Math.floor(draw(this.#seed, "elsewhere", this.number) * 99_999);
    return String((Number(this.location) + step) % 100_000).padStart(5, "0");
  }

  /** Whether its pages show what a visitor of this location is meant to see. */
  get seesTruth(): boolean {
    return this.fate.variant === "A" && this.shownLocation === this.location;
  }

  ban(reason: BanReason): void {
    this.banned ??= { atUse: this.uses, reason };
  }

  expire(reason: ExpiryReason): void {
    this.expired ??= { atUse: this.uses, reason };
  }

  truth(): SessionTruth {
    return Object.freeze({
      number: this.number,
      id: this.id,
      createdAt: this.createdAt,
      lastUseAt: this.lastUseAt,
      address: this.addresses[0] ?? "",
      addresses: [...this.addresses],
      variant: this.fate.variant,
      location: this.location,
      shownLocation: this.shownLocation,
      account: this.account,
      uses: this.uses,
      requests: this.requests,
      right: this.right,
      wrong: this.wrong,
      throttled: this.throttled,
      failed: this.failed,
      maxInFlight: this.maxInFlight,
      banned: this.banned && { ...this.banned },
      expired: this.expired && { ...this.expired },
    });
  }
}
