import type { SessionaryError } from "../errors/sessionary-error.ts";
import { isPromise } from "../maybe-promise.ts";
import type { PoolStore, Vacancy } from "../store/store.ts";
import type { Demand } from "./demand.ts";
import type { DispatcherHost } from "./dispatcher-host.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { BELOW_MAX } from "./reservations.ts";
import type { WaitingRoom } from "./waiting-room.ts";

interface Parts<State> {
  readonly store: PoolStore<State>;
  readonly lifecycle: Lifecycle;
}

/** What becomes of a vacancy that was asked for on behalf of a caller. */
export interface VacancyOutcome<State, Request> {
  start(demand: Demand<State, Request>, vacancy: Vacancy, id?: string): void;
  failed(demand: Demand<State, Request>, error: SessionaryError): void;
}

/** One more session for each caller in the queue that none is being built for. */
export class WaiterBuilds<State, Request> {
  readonly #parts: Parts<State>;
  readonly #room: WaitingRoom<State, Request>;
  readonly #host: DispatcherHost<State, Request>;
  readonly #outcome: VacancyOutcome<State, Request>;
  /** The store has said that there is no vacancy, and nothing has changed since. */
  isFull = false;
  /** A store that answers by promise is being asked. */
  #isAsking = false;

  constructor(
    parts: Parts<State>,
    room: WaitingRoom<State, Request>,
    host: DispatcherHost<State, Request>,
    outcome: VacancyOutcome<State, Request>,
  ) {
    this.#parts = parts;
    this.#room = room;
    this.#host = host;
    this.#outcome = outcome;
  }

  /** `newcomer` has just come to the queue: what is built because of it gets its request. */
  build(newcomer?: Demand<State, Request>): void {
    const { lifecycle, store } = this.#parts;
    while (
      !this.isFull &&
      !this.#isAsking &&
      lifecycle.isOpen &&
      this.#host.coming < this.#room.general
    ) {
      const isNew = newcomer?.stage === "queued" && !newcomer.hasBuild;
      const demand = isNew ? newcomer : this.#room.firstWithoutBuild();
      if (demand === undefined) return;
      const vacancy = store.reserve(BELOW_MAX);
      if (vacancy === undefined) return;
      if (isPromise(vacancy)) return this.#later(demand, vacancy);
      demand.hasBuild = true;
      this.#outcome.start(demand, vacancy);
    }
  }

  #later(demand: Demand<State, Request>, answer: Promise<Vacancy | undefined>): void {
    this.#isAsking = true;
    answer.then(
      (vacancy) => {
        this.#isAsking = false;
        if (vacancy === undefined) return;
        demand.hasBuild = true;
        this.#outcome.start(demand, vacancy);
        this.build();
      },
      (error: unknown) => {
        this.#isAsking = false;
        this.#outcome.failed(demand, this.#host.storeError(error));
      },
    );
  }
}
