import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  test: { testTimeout: 60_000, name: "@sessionary/got", include: ["test/**/*.test.ts"] },
});

export default config;
