import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { POLICY_HEADERS, policyInPage } from "./content-security-policy.ts";
import { themeStylesheet } from "./theme-stylesheet.ts";

// WASM threads need SharedArrayBuffer, which browsers give only to cross-origin isolated pages.
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** What the lab's page and the benchmarks' page are built with. */
export const base = defineConfig({
  // Relative addresses, so that the build also works under a sub-path.
  base: "./",
  plugins: [react(), themeStylesheet(), policyInPage(), woff2Fonts()],
  define: { __LAB_VERSION__: JSON.stringify(process.env.npm_package_version ?? "dev") },
  resolve: {
    // The runtime's glue stays a file of its own: its thread workers start from that file's address.
    conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "development|production"],
  },
  worker: { format: "es" },
  build: {
    // The tests build into a folder of their own: `npm start` may be serving the usual one.
    outDir: process.env.LAB_DIST ?? "dist",
    target: "es2023",
    chunkSizeWarningLimit: 1200,
    // The policy lets fonts in as files only.
    assetsInlineLimit: (file) => (file.endsWith(".woff2") ? false : undefined),
  },
  server: { headers: isolation },
  preview: { headers: { ...isolation, ...POLICY_HEADERS }, port: 4173 },
});

/** Of each font only the WOFF2 file, which every browser that runs the lab can read; older formats would triple the build. */
function woff2Fonts(): Plugin {
  return {
    name: "woff2-fonts",
    enforce: "pre",
    transform: {
      filter: { id: /katex\.css/ },
      handler: (css) => ({
        code: css.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ""),
        map: null,
      }),
    },
  };
}
