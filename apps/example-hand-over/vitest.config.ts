import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  // Each run of the example is a process of its own, with a shop and a browser in it: one at a time, beside no other browser.
  test: {
    name: "example-hand-over",
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    sequence: { groupOrder: 3 },
  },
});

export default config;
