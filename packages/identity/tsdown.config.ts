import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: { index: "src/index.ts", agents: "src/agents/index.ts" },
  format: "esm",
  platform: "neutral",
  fixedExtension: false,
  dts: { sourcemap: true },
  sourcemap: true,
  clean: true,
});

export default config;
