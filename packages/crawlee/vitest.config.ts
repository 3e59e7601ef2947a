import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  test: {
    testTimeout: 60_000,
    name: "@sessionary/crawlee",
    include: ["test/**/*.test.ts"],
    // One file at a time, and at no other suite's time: some start browsers.
    fileParallelism: false,
    sequence: { groupOrder: 4 },
  },
});

export default config;
