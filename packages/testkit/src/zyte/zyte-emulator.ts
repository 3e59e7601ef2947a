import type { TestSite } from "../site/test-site.ts";
import type { ZyteEmulatorEvents } from "./events.ts";
import type { ZyteRequest, ZyteSessionTruth, ZyteTruth } from "./ledger/truth.ts";
import type { ZytePlan } from "./plan/plans.ts";
import type { ZytePlanOptions, ZytePlanStep } from "./plan/plan-step.ts";

/** A running emulator of Zyte API. */
export interface ZyteEmulator extends AsyncDisposable {
  /** The base URL for clients: `http://127.0.0.1:<port>/v1/`, with the slash at the end. */
  readonly url: string;
  /** A key it knows: the first of the option `apiKeys`. */
  readonly apiKey: string;
  /** The site that names of hosts lead to. */
  readonly site: TestSite;
  /** The last requests, oldest first; as many as `logSize` says. */
  readonly requests: readonly ZyteRequest[];
  /** How many requests wait for {@link ZyteEmulator.release}. */
  readonly held: number;

  /** A snapshot of what really happened and what it cost. */
  truth(): ZyteTruth;
  /** What one session went through, by its number or its id; of an id used again the latest. */
  session(ref: number | string): ZyteSessionTruth | undefined;

  /**
   * Decides what befalls the next requests, one step each; after the last step things go their usual way. Only requests with a known
   * key and a valid body take steps. Of several plans the oldest one that a request matches counts.
   *
   * A 520 is a ban of the request's session, a 521 a use of it, `/problem/session-expired` its end; other errors don't touch it.
   *
   * @throws SessionaryError `ERR_INVALID_OPTION`
   * @example
   * ```ts
   * import { createZyteEmulator } from "@sessionary/testkit/zyte";
   *
   * await using zyte = await createZyteEmulator();
   * zyte.plan([520, "pass", { status: 503, retryAfter: 30 }, { status: 500, as: "empty" }]);
   * zyte.plan(["/problem/session-creation-error"], { matches: (request) => request.opensSession });
   * ```
   */
  plan(steps: readonly ZytePlanStep[], options?: ZytePlanOptions): ZytePlan;

  /** Ends a session now, as its age would. @throws ZyteEmulatorError `ERR_EMULATOR_SESSION_UNKNOWN` */
  expire(ref: number | string): void;

  /** Lets requests go that a plan holds, all or those under the name, and says how many that were. */
  release(name?: string): number;

  /** Calls the listener for each event; returns what ends that. An error thrown by a listener becomes an uncaught one. */
  on<Name extends keyof ZyteEmulatorEvents>(
    name: Name,
    listener: (event: ZyteEmulatorEvents[Name]) => void,
  ): () => void;
  /**
   * Resolves with the next event that the predicate accepts; those of the past don't count.
   *
   * @throws ZyteEmulatorError `ERR_EMULATOR_CLOSED` when the emulator closes first
   */
  waitFor<Name extends keyof ZyteEmulatorEvents>(
    name: Name,
    predicate?: (event: ZyteEmulatorEvents[Name]) => boolean,
  ): Promise<ZyteEmulatorEvents[Name]>;

  /** Drops all connections, stops listening, closes a site of its own; leaves no handle open. Closing twice does no harm. */
  close(): Promise<void>;
}
