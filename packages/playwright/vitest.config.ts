import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  test: {
    name: "@sessionary/playwright",
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One browser at a time: two of them on two cores wait for each other.
    fileParallelism: false,
    sequence: { groupOrder: 1 },
  },
});

export default config;
