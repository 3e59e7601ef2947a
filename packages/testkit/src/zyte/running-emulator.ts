import { createTestSite } from "../site/create-test-site.ts";
import { Listener } from "../site/listener.ts";
import type { TestSite } from "../site/test-site.ts";
import { EmulatorState } from "./emulator-state.ts";
import { ZyteEmulatorError } from "./emulator-error.ts";
import type { ZyteEmulatorEvents } from "./events.ts";
import { handle } from "./handle.ts";
import type { ZyteRequest, ZyteSessionTruth, ZyteTruth } from "./ledger/truth.ts";
import type { ZytePlan } from "./plan/plans.ts";
import type { ZytePlanOptions, ZytePlanStep } from "./plan/plan-step.ts";
import { resolvePlanOptions, resolveStep } from "./plan/resolve-step.ts";
import type { EmulatorSettings } from "./options/resolve-options.ts";
import type { ZyteEmulator } from "./zyte-emulator.ts";

/** The emulator: its public face, and its life. */
export class RunningEmulator implements ZyteEmulator {
  readonly site: TestSite;
  readonly #state: EmulatorState;
  readonly #listener: Listener;
  readonly #ownSite: TestSite | undefined;
  /** Requests that are not over. */
  readonly #handling = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  private constructor(settings: EmulatorSettings, site: TestSite) {
    const state = new EmulatorState(settings, site.origin);
    this.site = site;
    this.#ownSite = settings.site ? undefined : site;
    this.#state = state;
    this.#listener = new Listener(settings.host, (incoming, outgoing) => {
      const handling = handle(incoming, outgoing, state);
      this.#handling.add(handling);
      // A rejection here is a bug of the emulator: it stays unhandled, so that it fails the test run.
      void handling.finally(() => this.#handling.delete(handling));
    });
  }

  static async start(settings: EmulatorSettings): Promise<RunningEmulator> {
    const { seed, clock } = settings;
    const site = settings.site ?? (await createTestSite({ seed, clock }));
    const emulator = new RunningEmulator(settings, site);
    await emulator.#listener.start();
    return emulator;
  }

  get url(): string {
    const { host } = this.#state.settings;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.#listener.port}/v1/`;
  }

  get apiKey(): string {
    return this.#state.settings.apiKey;
  }

  get requests(): readonly ZyteRequest[] {
    return this.#state.ledger.log();
  }

  get held(): number {
    return this.#state.holds.size;
  }

  truth(): ZyteTruth {
    return this.#state.ledger.truth(this.#state.store, this.#state.servers);
  }

  session(ref: number | string): ZyteSessionTruth | undefined {
    return this.#state.store.find(ref)?.truth();
  }

  plan(steps: readonly ZytePlanStep[], options?: ZytePlanOptions): ZytePlan {
    const { matches } = resolvePlanOptions(options);
    return this.#state.plans.add(steps.map(resolveStep), matches);
  }

  expire(ref: number | string): void {
    const session = this.#state.store.find(ref);
    if (session) return this.#state.store.end(session, "told");
    const message = `there is no session ${typeof ref === "number" ? "number " : ""}${ref}`;
    throw new ZyteEmulatorError("ERR_EMULATOR_SESSION_UNKNOWN", message);
  }

  release(name?: string): number {
    return this.#state.holds.release(name);
  }

  on<Name extends keyof ZyteEmulatorEvents>(
    name: Name,
    listener: (event: ZyteEmulatorEvents[Name]) => void,
  ): () => void {
    return this.#state.events.on(name, listener);
  }

  async waitFor<Name extends keyof ZyteEmulatorEvents>(
    name: Name,
    predicate: (event: ZyteEmulatorEvents[Name]) => boolean = () => true,
  ): Promise<ZyteEmulatorEvents[Name]> {
    if (this.#closing) throw new ZyteEmulatorError("ERR_EMULATOR_CLOSED", "the emulator is closed");
    return await this.#state.events.waitFor(name, predicate);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    // First nobody can hear an answer any more, then what is under way ends.
    this.#state.isClosed = true;
    await this.#listener.stop();
    this.#state.wire.close();
    this.#state.holds.release();
    await Promise.allSettled(this.#handling);
    await this.#ownSite?.close();
    this.#state.events.close(
      new ZyteEmulatorError("ERR_EMULATOR_CLOSED", "closed before the event came"),
    );
  }
}
