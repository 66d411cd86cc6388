import { defineConfig, mergeConfig } from "vite";
import { base } from "../scripts/vite-base.ts";

/** The benchmark page: the lab's own settings, another root. */
export default mergeConfig(
  base,
  defineConfig({
    root: "bench",
    publicDir: "../public",
    build: { outDir: "../.cache/bench", emptyOutDir: true },
  }),
);
