import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: {
    index: "src/index.ts",
    chromium: "src/chromium/index.ts",
    conformance: "src/conformance/index.ts",
    redis: "src/redis/index.ts",
    zyte: "src/zyte/index.ts",
  },
  format: "esm",
  platform: "node",
  fixedExtension: false,
  dts: { sourcemap: true },
  sourcemap: true,
  clean: true,
});

export default config;
