import { createFakeClock, type FakeClock } from "@sessionary/core/testing";
import type { CaseGroup } from "../cases.ts";
import { createTestProxies } from "../../proxies/create-test-proxy.ts";
import type { TestProxy, TestProxyOptions } from "../../proxies/test-proxy.ts";
import { createTestSite } from "../../site/create-test-site.ts";
import type { TestSiteOptions } from "../../site/options.ts";
import type { TestSite } from "../../site/test-site.ts";
import type { AdapterHarness, HarnessOptions, HarnessRequest, OpaqueRequest } from "./harness.ts";
import { LabClient, mayBeLeft } from "./lab-client.ts";

/** Checks of one topic for adapters. */
export type AdapterGroup = CaseGroup<AdapterLab>;

/** What a check of an adapter works with. It ends all that it has made, in the right order. */
export class AdapterLab {
  readonly clock: FakeClock = createFakeClock({ now: 1_700_000_000_000 });
  readonly #harness: AdapterHarness<OpaqueRequest, unknown>;
  readonly #clients: LabClient[] = [];
  readonly #servers: { close(): Promise<void> }[] = [];
  #lastRefusal: unknown;
  /** Rejects with the first error that a request of the check should not have met, whatever the check is waiting for. */
  readonly unexpected: Promise<never>;
  #meet: (error: unknown) => void = () => {};

  constructor(harness: AdapterHarness<OpaqueRequest, unknown>) {
    this.#harness = harness;
    this.unexpected = mayBeLeft(
      new Promise<never>((_resolve, reject) => {
        this.#meet = reject;
      }),
    );
  }

  /** What the last request that came to nothing was rejected with, expected or not. */
  get lastRefusal(): unknown {
    return this.#lastRefusal;
  }

  async site(options: TestSiteOptions = {}): Promise<TestSite> {
    const site = await createTestSite(options);
    this.#servers.push(site);
    const waitFor: TestSite["waitFor"] = site.waitFor.bind(site);
    return Object.assign(site, {
      waitFor: (...args: Parameters<typeof waitFor>) => mayBeLeft(waitFor(...args)),
    });
  }

  /** Proxies on addresses of their own. */
  async proxies(
    count: number,
    options?: Omit<TestProxyOptions, "host">,
  ): Promise<readonly TestProxy[]> {
    const proxies = await createTestProxies(count, options);
    this.#servers.push(proxies);
    return proxies;
  }

  async client(options: HarnessOptions = {}): Promise<LabClient> {
    const client = new LabClient(await this.#harness.create(options), (error, expected) => {
      this.#lastRefusal = error;
      if (!expected) this.#meet(error);
    });
    this.#clients.push(client);
    return client;
  }

  /** A request in the form of the adapter, for `init` and `prepare`. */
  request(request: HarnessRequest): OpaqueRequest {
    return this.#harness.request(request);
  }

  /** The body of a response that an `init` got. */
  async text(response: unknown): Promise<string> {
    return await this.#harness.text(response);
  }

  /** What waits for a site is refused when that closes, so that nothing outlives the check. */
  async close(): Promise<void> {
    const closing = this.#clients.map((client) => client.close());
    await Promise.all(this.#servers.map((server) => server.close()));
    await Promise.all(closing);
  }
}
