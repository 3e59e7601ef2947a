import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: { index: "src/index.ts", agents: "src/agents/index.ts" },
  format: "esm",
  platform: "neutral",
  // Of the agents, which only Node can use.
  deps: { neverBundle: [/^node:/] },
  fixedExtension: false,
  dts: { sourcemap: true },
  sourcemap: true,
  clean: true,
});

export default config;
