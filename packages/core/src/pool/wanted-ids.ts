import { isPromise } from "../maybe-promise.ts";
import type { PoolStore, Vacancy } from "../store/store.ts";
import { isBuildable } from "./asks.ts";
import type { Demand } from "./demand.ts";
import type { DispatcherHost } from "./dispatcher-host.ts";
import { BELOW_MAX } from "./reservations.ts";
import type { VacancyOutcome } from "./waiter-builds.ts";
import type { WaitingRoom } from "./waiting-room.ts";

interface Builds {
  isBuilding(id: string): boolean;
}

/** Sessions that callers want built under an id of their choice. */
export class WantedIds<State, Request> {
  readonly #store: PoolStore<State>;
  readonly #room: WaitingRoom<State, Request>;
  readonly #builds: Builds;
  readonly #host: DispatcherHost<State, Request>;
  readonly #outcome: VacancyOutcome<State, Request>;
  /** Those that found no vacancy, or are being built. */
  readonly #ids = new Set<string>();
  /** Those for which the store is being asked. */
  readonly #reserving = new Set<string>();

  constructor(
    store: PoolStore<State>,
    room: WaitingRoom<State, Request>,
    builds: Builds,
    host: DispatcherHost<State, Request>,
    outcome: VacancyOutcome<State, Request>,
  ) {
    this.#store = store;
    this.#room = room;
    this.#builds = builds;
    this.#host = host;
    this.#outcome = outcome;
  }

  /** Lets the caller wait for a session of that id, and builds it if there is room, once. */
  add(demand: Demand<State, Request>, id: string): void {
    this.#room.pin(demand, id, Number.POSITIVE_INFINITY);
    this.#ids.add(id);
    if (this.#builds.isBuilding(id) || this.#reserving.has(id)) return;
    this.#reserving.add(id);
    const start = (vacancy: Vacancy | undefined): void => {
      this.#reserving.delete(id);
      if (vacancy !== undefined) this.#outcome.start(demand, vacancy, id);
    };
    const vacancy = this.#store.reserve(BELOW_MAX);
    if (!isPromise(vacancy)) return start(vacancy);
    vacancy.then(start, (error: unknown) => {
      this.#reserving.delete(id);
      this.#outcome.failed(demand, this.#host.storeError(error));
    });
  }

  /** A vacancy has opened. Answers whether it was the turn of one of these callers. */
  buildNext(): boolean {
    const demand = this.#room.firstOf(this.#ids);
    if (demand === undefined || !isBuildable(demand.ask)) return false;
    const { id } = demand.ask;
    if (this.#store.get(id) !== undefined || this.#builds.isBuilding(id)) return false;
    this.add(demand, id);
    return true;
  }

  /** Something has changed: those who wait ask again. */
  unblock(): void {
    for (const id of this.#ids) this.#room.unblock(id);
    this.#ids.clear();
  }
}
