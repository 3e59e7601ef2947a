import { EventHub } from "../events/event-hub.ts";
import { Holds } from "../site/holds.ts";
import type { ZyteEmulatorEvents } from "./events.ts";
import { ZyteLedger } from "./ledger/ledger.ts";
import { RateLimits } from "./limits.ts";
import { Plans } from "./plan/plans.ts";
import type { EmulatorSettings } from "./options/resolve-options.ts";
import { ServerSessions } from "./sessions/server-sessions.ts";
import { SessionStore } from "./sessions/session-store.ts";
import type { Hosts } from "./web/hosts.ts";
import { Wire } from "./web/wire.ts";

/** Everything one emulator remembers. */
export class EmulatorState {
  readonly settings: EmulatorSettings;
  readonly hosts: Hosts;
  readonly ledger: ZyteLedger;
  readonly store: SessionStore;
  readonly servers: ServerSessions;
  readonly limits: RateLimits;
  readonly plans: Plans = new Plans();
  readonly holds: Holds = new Holds();
  readonly wire: Wire = new Wire();
  readonly events: EventHub<ZyteEmulatorEvents> = new EventHub();

  /** Nobody hears an answer any more. */
  isClosed = false;

  constructor(settings: EmulatorSettings, siteOrigin: string) {
    this.settings = settings;
    this.hosts = { known: settings.hosts, rest: siteOrigin };
    this.ledger = new ZyteLedger(settings.logSize);
    this.store = new SessionStore(settings);
    this.servers = new ServerSessions(settings);
    this.limits = new RateLimits(settings);
  }
}
