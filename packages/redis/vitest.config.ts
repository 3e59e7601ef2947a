import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  // Tests start servers and worker processes, and properties run thousands of commands.
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    name: "@sessionary/redis",
    include: ["test/**/*.test.ts"],
  },
});

export default config;
