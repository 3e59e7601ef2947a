import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  // Properties run thousands of cases: on a busy machine that takes longer than vitest's 5 seconds.
  test: { testTimeout: 60_000, name: "@sessionary/core", include: ["test/**/*.test.ts"] },
});

export default config;
