import { answer } from "./answering.ts";
import type { TestSiteEvents } from "./events.ts";
import { answerIcon } from "./icon.ts";
import { Listener } from "./listener.ts";
import type { TestSiteOptions } from "./options.ts";
import { priceOf } from "./prices.ts";
import { resolveSiteOptions } from "./resolve-options.ts";
import type { SiteSession } from "./session.ts";
import { TestSiteError } from "./site-error.ts";
import { SiteState } from "./site-state.ts";
import type { DownKind, TestSite } from "./test-site.ts";
import type { SessionTruth, SiteRequest, SiteTruth } from "./truth.ts";

/** The test site: its public face, and its life. */
export class RunningSite implements TestSite {
  readonly #state: SiteState;
  readonly #listener: Listener;
  #closing: Promise<void> | undefined;

  constructor(options: TestSiteOptions | undefined) {
    const state = new SiteState(resolveSiteOptions(options));
    this.#state = state;
    this.#listener = new Listener(state.settings.host, (incoming, outgoing) => {
      if (answerIcon(incoming, outgoing)) return;
      // A rejection here is a bug of the site: it stays unhandled, so that it fails the test run.
      void answer(incoming, outgoing, state);
    });
  }

  async start(): Promise<void> {
    await this.#listener.start();
    const { host } = this.#state.settings;
    this.#state.origin = `http://${host.includes(":") ? `[${host}]` : host}:${this.#listener.port}`;
  }

  get origin(): string {
    return this.#state.origin;
  }

  get url(): string {
    return `${this.#state.origin}/`;
  }

  get requests(): readonly SiteRequest[] {
    return this.#state.ledger.log();
  }

  get held(): number {
    return this.#state.holds.size;
  }

  truth(): SiteTruth {
    return this.#state.ledger.truth();
  }

  session(ref: number | string): SessionTruth | undefined {
    return this.#state.ledger.findSession(ref)?.truth();
  }

  price(product: number, zip: string): number {
    return priceOf(this.#state.settings, product, zip);
  }

  ban(ref: number | string): void {
    this.#find(ref).ban("told");
  }

  expire(ref: number | string): void {
    this.#find(ref).expire("told");
  }

  throttle(ref: number | string, retryAfterMs: number): void {
    this.#find(ref).throttledUntil = this.#state.settings.now() + retryAfterMs;
  }

  async goDown(kind: DownKind): Promise<void> {
    this.#refuseIfClosed();
    this.#state.downAs = kind === "refuse" ? undefined : kind;
    if (kind === "refuse" && this.#listener.isListening) await this.#listener.stop();
    if (kind !== "refuse" && !this.#listener.isListening) await this.#listener.start();
  }

  async goUp(): Promise<void> {
    this.#refuseIfClosed();
    this.#state.downAs = undefined;
    if (!this.#listener.isListening) await this.#listener.start();
  }

  release(name?: string): number {
    return this.#state.holds.release(name);
  }

  on<Name extends keyof TestSiteEvents>(
    name: Name,
    listener: (event: TestSiteEvents[Name]) => void,
  ): () => void {
    return this.#state.events.on(name, listener);
  }

  async waitFor<Name extends keyof TestSiteEvents>(
    name: Name,
    predicate: (event: TestSiteEvents[Name]) => boolean = () => true,
  ): Promise<TestSiteEvents[Name]> {
    this.#refuseIfClosed();
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
    this.#state.clearTimers();
    if (this.#listener.isListening) await this.#listener.stop();
    this.#state.events.close(new TestSiteError("ERR_SITE_CLOSED", "closed before the event came"));
  }

  #find(ref: number | string): SiteSession {
    const session = this.#state.ledger.findSession(ref);
    if (session) return session;
    // The value of a cookie stays out of the message.
    const which = typeof ref === "number" ? `number ${ref}` : "with that cookie";
    throw new TestSiteError("ERR_SITE_SESSION_UNKNOWN", `there is no session ${which}`);
  }

  #refuseIfClosed(): void {
    if (this.#closing) throw new TestSiteError("ERR_SITE_CLOSED", "the site is closed");
  }
}
