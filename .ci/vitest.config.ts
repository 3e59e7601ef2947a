import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "repo",
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/build.ts",
    // These tests start compilers and package managers.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
