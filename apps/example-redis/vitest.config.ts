import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  // Each run of the example is a shop, a Redis server and a fleet of processes.
  test: { name: "example-redis", include: ["test/**/*.test.ts"], testTimeout: 120_000 },
});

export default config;
