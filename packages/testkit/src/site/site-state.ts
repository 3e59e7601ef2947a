import { EventHub } from "../events/event-hub.ts";
import type { AnsweringContext } from "./answering.ts";
import type { SiteEvents } from "./events.ts";
import { Holds } from "./holds.ts";
import { SiteLedger } from "./ledger.ts";
import type { SiteSettings } from "./resolve-options.ts";

/** Everything one site remembers. */
export class SiteState implements AnsweringContext {
  readonly settings: SiteSettings;
  readonly ledger: SiteLedger;
  readonly events: SiteEvents = new EventHub();
  readonly holds: Holds = new Holds();
  /** Known once the site listens. */
  origin = "";
  downAs: "503" | "reset" | undefined;

  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(settings: SiteSettings) {
    this.settings = settings;
    this.ledger = new SiteLedger(settings);
  }

  later(callback: () => void, ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, ms);
    this.#timers.add(timer);
  }

  /** Forgets the answers that are still under way. */
  clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
