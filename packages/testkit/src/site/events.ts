import type { EventHub } from "../events/event-hub.ts";
import type { SessionTruth, SiteRequest } from "./truth.ts";

/** What a site tells its listeners, by name of the event. */
export interface TestSiteEvents {
  /** A session was handed out. */
  readonly session: SessionTruth;
  /** A request has arrived whole; nothing is decided yet. */
  readonly request: SiteRequest;
  /** The answer has left, or the connection is gone. */
  readonly answer: SiteRequest;
}

/** The site's listeners, and those who wait for one event. */
export type SiteEvents = EventHub<TestSiteEvents>;
