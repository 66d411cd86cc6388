import { defineConfig, mergeConfig } from "vite";
import { base } from "../scripts/vite-base.ts";

/** The gallery of charts: the lab's own settings, another root. It is no part of the lab's build. */
export default mergeConfig(
  base,
  defineConfig({
    root: "gallery",
    build: { outDir: "../.cache/gallery", emptyOutDir: true },
    server: { open: !process.env.CI, fs: { allow: [".."] } },
  }),
);
