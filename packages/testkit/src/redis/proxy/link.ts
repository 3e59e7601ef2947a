/** What a proxy does to everything that goes through it, as all its connections see it. */
export interface LinkState {
  readonly isStalled: boolean;
  readonly delayMs: number;
  /** Something is held because of a stall. */
  onHolding(): void;
}

/** What goes one way: data, the end of it, or the loss of the connection. */
export type Parcel = Buffer | "end" | "reset";

interface Held {
  readonly parcel: Parcel;
  /** When it arrives at the other end, on `performance.now()`. */
  readonly dueAt: number;
}

/** One direction of a connection: hands parcels on in order, late or held as the state says. */
export class Link {
  readonly #state: LinkState;
  readonly #deliver: (parcel: Parcel) => void;
  #held: Held[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(state: LinkState, deliver: (parcel: Parcel) => void) {
    this.#state = state;
    this.#deliver = deliver;
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  send(parcel: Parcel): void {
    const dueAt = performance.now() + this.#state.delayMs;
    // Nothing overtakes what was sent while the delay was longer.
    this.#held.push({ parcel, dueAt: Math.max(dueAt, this.#held.at(-1)?.dueAt ?? 0) });
    this.flush();
    if (this.#state.isStalled) this.#state.onHolding();
  }

  /** Hands on what is due, and sets the alarm for the rest. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#state.isStalled) return;
    const now = performance.now();
    const due = this.#held.filter(({ dueAt }) => dueAt <= now);
    this.#held = this.#held.slice(due.length);
    for (const { parcel } of due) this.#deliver(parcel);
    const [next] = this.#held;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.flush(), Math.ceil(next.dueAt - now));
  }

  /** Forgets what it holds. */
  cut(): void {
    clearTimeout(this.#timer);
    this.#held = [];
  }
}
