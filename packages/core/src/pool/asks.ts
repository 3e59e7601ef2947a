import type { ResolvedPoolOptions } from "../options/resolve-pool-options.ts";
import type { Ask, Grant, Refusal } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import { drawPauseMs } from "./draw.ts";
import type { AcquireOptions } from "./session-pool.ts";

type Settings = Pick<
  ResolvedPoolOptions,
  "fill" | "rotation" | "random" | "delayMs" | "delayJitter"
>;

/** Turns what callers want into what the store is asked, with the numbers that are drawn for it. */
export class Asks {
  readonly #settings: Settings;
  /** For callers without wishes, where nothing has to be drawn. */
  readonly #plain: Ask | undefined;

  constructor(settings: Settings) {
    const { delayMs, rotation, fill } = settings;
    this.#settings = settings;
    const drawsNothing = delayMs === 0 && rotation !== "random";
    this.#plain = drawsNothing ? Object.freeze({ vacancyFirst: fill === "eager" }) : undefined;
  }

  /** What a caller asks for once it has to wait. */
  waiting(ask: Ask): Ask {
    if (ask.vacancyFirst !== true) return ask;
    return ask === this.#plain ? NOTHING : { ...ask, vacancyFirst: false };
  }

  make(options: AcquireOptions | undefined, exclude: readonly string[] | undefined): Ask {
    const { key, id, onMissing } = options ?? NOTHING;
    const isNamed = key !== undefined || id !== undefined;
    if (!isNamed && exclude === undefined && this.#plain !== undefined) return this.#plain;
    const { fill, rotation, random, delayMs, delayJitter } = this.#settings;
    const vacancyFirst = fill === "eager" && !isNamed;
    const pauseMs = drawPauseMs(delayMs, delayJitter, random);
    const pick = rotation === "random" ? random() : 0;
    return { exclude, key, id, onMissing, vacancyFirst, pauseMs, pick };
  }
}

const NOTHING: AcquireOptions & Ask = Object.freeze({});

/** Whether any session serves it as well as any other. */
export function isAny({ key, id, exclude }: Ask): boolean {
  return (key ?? id ?? exclude) === undefined;
}

/** Whether a session that is gone may be built again under its id. */
export function isBuildable(ask: Ask): ask is Ask & { readonly id: string } {
  return ask.id !== undefined && ask.onMissing === "replace";
}

/** What a caller calls the session it wants. */
export function nameOf({ id, key }: Ask): string {
  return id === undefined ? `the session of key ${key}` : `session ${id}`;
}

/** What the store answers. */
export type Answer<State> = Grant<State> | Refusal;

/** Looks at a field of its own first: that is cheaper than to ask a grant whether it is a promise. */
export function isGrant<State>(answer: MaybePromise<Answer<State>>): answer is Grant<State> {
  return "granted" in answer && answer.granted;
}
