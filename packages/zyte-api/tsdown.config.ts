import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: { index: "src/index.ts", fetch: "src/fetch/index.ts", cli: "src/cli/main.ts" },
  format: "esm",
  platform: "node",
  fixedExtension: false,
  dts: { sourcemap: true },
  sourcemap: true,
  clean: true,
});

export default config;
