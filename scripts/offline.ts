import { VitePWA } from "vite-plugin-pwa";

/** The service worker and the manifest: the lab can be installed, works offline, and isolates itself. */
export const offline = () =>
  VitePWA({
    strategies: "injectManifest",
    srcDir: "src/offline",
    filename: "service-worker.ts",
    // The page registers it, and asks before a newer version takes over.
    injectRegister: false,
    registerType: "prompt",
    injectManifest: {
      globPatterns: ["**/*.{html,js,mjs,css,svg,png,webp,json,onnx,wasm,woff2,md}"],
      // Loaded and kept only where WebGPU is chosen.
      globIgnores: ["**/*jsep*", "**/*jspi*", "**/*asyncify*"],
      maximumFileSizeToCacheInBytes: 20_000_000,
    },
    manifest: {
      name: "Quantization Lab",
      short_name: "Quantization",
      description: "Learn and do post-training quantization of neural networks in the browser.",
      display: "standalone",
      start_url: ".",
      scope: ".",
      background_color: "#f6f7f8",
      theme_color: "#108270",
      categories: ["education", "developer"],
      icons: [
        { src: "icon-192.png", sizes: "192x192", type: "image/png" },
        { src: "icon-512.png", sizes: "512x512", type: "image/png" },
        { src: "icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
      ],
    },
  });
