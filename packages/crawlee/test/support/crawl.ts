import { createTestSite, type TestSite, type TestSiteOptions } from "@sessionary/testkit";
import { Configuration, log, LogLevel } from "crawlee";

log.setLevel(LogLevel.OFF);

/** What a crawler writes goes nowhere; each has a storage of its own. */
export function configuration(): Configuration {
  return new Configuration({
    persistStorage: false,
    // Crawlee would measure how busy this machine is, and wait.
    systemInfoV2: false,
    availableMemoryRatio: 1,
  });
}

/** Crawler options that make retries quick and runs quiet. */
export const QUIET = {
  maxConcurrency: 4,
  statisticsOptions: { persistenceOptions: { enable: false } },
};

export async function startSite(options: TestSiteOptions = {}): Promise<TestSite> {
  return createTestSite({ seed: 1, ...options });
}
