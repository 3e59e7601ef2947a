import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@sessionary/source"] },
  ssr: { resolve: { conditions: ["@sessionary/source"] } },
  test: { name: "@sessionary/identity", include: ["test/**/*.test.ts"] },
});
