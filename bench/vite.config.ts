import { defineConfig, mergeConfig } from "vite";
import lab from "../vite.config.ts";

/** The benchmark page: the lab's own settings, another root. */
export default mergeConfig(
  lab,
  defineConfig({
    root: "bench",
    publicDir: "../public",
    build: { outDir: "../.cache/bench", emptyOutDir: true },
  }),
);
