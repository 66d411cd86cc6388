import { clientsClaim } from "workbox-core";
import { ExpirationPlugin } from "workbox-expiration";
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import { isolated } from "./isolated.ts";

declare const self: ServiceWorkerGlobalScope & {
  /** Filled in by the build: every file of the page but the runtimes that are loaded only when chosen. */
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** Files of one runtime build: the glue and the WebAssembly. Two builds, and those of the version before. */
const MAX_RUNTIME_FILES = 8;

const isolation = {
  handlerWillRespond: async ({ response }: { response: Response }) => isolated(response),
};

cleanupOutdatedCaches();
addPlugins([isolation]);
precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/.*/] });
// One page, whatever its address says.
registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html")));
// The WebGPU builds, 17 and 27 MB: kept once they have been needed. Their names carry a hash.
registerRoute(
  ({ sameOrigin, url }) => sameOrigin && /\/assets\/[^/]+\.(wasm|mjs)$/.test(url.pathname),
  new CacheFirst({
    cacheName: "runtimes",
    plugins: [isolation, new ExpirationPlugin({ maxEntries: MAX_RUNTIME_FILES })],
  }),
);

// The page asks for it when the reader agrees to the newer version.
self.addEventListener("message", ({ data }) => {
  if (data?.type === "SKIP_WAITING") void self.skipWaiting();
});
clientsClaim();
