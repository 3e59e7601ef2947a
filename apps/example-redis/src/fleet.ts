import type { Pages } from "./pages.ts";
import type { FromWorker, WorkerSettings, WorkerStats } from "./protocol.ts";
import { WorkerProcess } from "./worker-process.ts";

/** What a fleet is started with. */
export interface FleetSettings {
  readonly workers: number;
  readonly worker: WorkerSettings;
  readonly pages: Pages;
  /** When so many pages are done, one worker is killed. */
  readonly killAt: number;
}

/** What a fleet tells. */
export interface FleetEvents {
  /** All workers are there; the first pages are on their way. */
  started(): void;
  /** One more page has come to an end. */
  advanced(): void;
  /** A worker was killed; so many pages that it was at are left to the others. */
  killed(worker: number, pages: number): void;
  /** A page could not be collected, or a worker has ended by itself. */
  failed(what: string): void;
}

/** Worker processes, among which pages are shared out. */
export class Fleet implements AsyncDisposable {
  readonly #settings: FleetSettings;
  readonly #events: FleetEvents;
  readonly #running = new Set<WorkerProcess>();
  readonly #ready = new Set<WorkerProcess>();
  readonly #stats = new Map<WorkerProcess, WorkerStats>();
  #victim: WorkerProcess | undefined;
  #killed = 0;
  #phase: "starting" | "collecting" | "finishing" = "starting";
  #tellDone!: () => void;
  /** Resolves when every page has come to an end, or nobody is left to go on. */
  readonly whenDone: Promise<void>;

  constructor(settings: FleetSettings, events: FleetEvents) {
    this.#settings = settings;
    this.#events = events;
    this.whenDone = new Promise((resolve) => (this.#tellDone = resolve));
    for (let number = 1; number <= settings.workers; number++) {
      const worker: WorkerProcess = new WorkerProcess(number, settings.worker, {
        message: (message) => this.#heard(worker, message),
        ended: (how) => this.#ended(worker, how),
      });
      this.#running.add(worker);
    }
  }

  get pids(): readonly (number | undefined)[] {
    return [...this.#running].map(({ pid }) => pid);
  }

  /** How many workers were killed. */
  get killed(): number {
    return this.#killed;
  }

  /** What each worker has counted; of the one that was killed, what it had told of. */
  get stats(): readonly WorkerStats[] {
    return [...this.#stats.values()];
  }

  /** Ends all workers. Resolves when they have. */
  async finish(): Promise<void> {
    this.#phase = "finishing";
    await Promise.all([...this.#running].map((worker) => worker.finish()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.finish();
  }

  #heard(worker: WorkerProcess, message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#ready.add(worker);
        return this.#startIfAllAreReady();
      case "collected":
        return this.#pageEnded(worker, message.page, message.price);
      case "failed":
        this.#events.failed(message.error);
        return this.#pageEnded(worker, message.page, undefined);
      case "counted":
        this.#stats.set(worker, message.stats);
    }
  }

  #startIfAllAreReady(): void {
    if (this.#phase !== "starting" || this.#ready.size < this.#running.size) return;
    this.#phase = "collecting";
    this.#events.started();
    this.#shareOut([...this.#running]);
  }

  #pageEnded(worker: WorkerProcess, page: number, price: number | undefined): void {
    const { pages } = this.#settings;
    if (this.#phase === "finishing" || !pages.end(page, price)) return;
    this.#events.advanced();
    if (pages.done === pages.total) this.#tellDone();
    else this.#shareOut([worker]);
  }

  /** Each is at as many pages as there are sessions, so that it could use all of them. */
  #shareOut(workers: readonly WorkerProcess[]): void {
    if (this.#phase !== "collecting") return;
    const { pages, worker: settings, killAt } = this.#settings;
    for (const worker of workers) {
      if (worker === this.#victim) continue;
      for (const page of pages.take(worker.number, settings.size)) worker.collect(page);
    }
    if (this.#victim === undefined && pages.done >= killAt) this.#kill();
  }

  /** Kills the worker that is at the most pages. */
  #kill(): void {
    const { pages } = this.#settings;
    const busyFirst = [...this.#running].toSorted(
      (one, other) => pages.takenBy(other.number) - pages.takenBy(one.number),
    );
    this.#victim = busyFirst[0];
    this.#victim?.kill();
  }

  #ended(worker: WorkerProcess, how: string): void {
    this.#running.delete(worker);
    this.#ready.delete(worker);
    const left = this.#settings.pages.giveBack(worker.number);
    if (worker === this.#victim && how === "SIGKILL") {
      this.#killed += 1;
      this.#events.killed(worker.number, left);
    } else if (this.#phase !== "finishing") {
      this.#events.failed(`worker ${worker.number} has ended by itself: ${how}`);
    }
    if (this.#running.size === 0) return this.#tellDone();
    this.#startIfAllAreReady();
    this.#shareOut([...this.#running]);
  }
}
