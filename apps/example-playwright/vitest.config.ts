import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  // Each run of the example is a process of its own, with a whole shop in it.
  test: {
    name: "example-playwright",
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    // Not beside other browsers: two of them on two cores wait for each other.
    sequence: { groupOrder: 2 },
  },
});

export default config;
