import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", ".ci"],
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
