import type { Plugin } from "vite";

/** Of each font only the WOFF2 file, which every browser that runs the lab can read; older formats would triple the build. */
export const woff2Fonts = (): Plugin => ({
  name: "woff2-fonts",
  enforce: "pre",
  transform: {
    filter: { id: /katex\.css/ },
    handler: (css) => ({
      code: css.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ""),
      map: null,
    }),
  },
});
