import { cacheNames, clientsClaim } from "workbox-core";
import { ExpirationPlugin } from "workbox-expiration";
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import { isPart, keepEarlierParts } from "./earlier-parts.ts";
import { isolated } from "./isolated.ts";

declare const self: ServiceWorkerGlobalScope & {
  /** Filled in by the build: every file of the page but the runtimes that are loaded only when chosen. */
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** Files of one runtime build: the glue and the WebAssembly. Two builds, and those of the version before. */
const MAX_RUNTIME_FILES = 8;

const EARLIER_PARTS = "earlier-parts";

const isolation = {
  handlerWillRespond: async ({ response }: { response: Response }) => isolated(response),
};

const files: readonly { url: string; revision: string | null }[] = self.__WB_MANIFEST;

cleanupOutdatedCaches();
addPlugins([isolation]);
precacheAndRoute([...files], { ignoreURLParametersMatching: [/.*/] });
// One page, whatever its address says.
registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html")));
// A page that is open with the version before asks for parts that this version lacks.
self.addEventListener("install", (event) => {
  const copy = async () => {
    const current = new Set(files.map(({ url }) => new URL(url, self.location.href).href));
    const [precached, earlier] = [await caches.open(cacheNames.precache), await caches.open(EARLIER_PARTS)];
    await keepEarlierParts(precached, earlier, current);
  };
  // Without room for them the newer version is installed all the same.
  event.waitUntil(copy().catch(() => undefined));
});
registerRoute(
  ({ sameOrigin, url }) => sameOrigin && isPart(url),
  async ({ request }) => {
    const earlier = await caches.match(request.url, { cacheName: EARLIER_PARTS });
    return isolated(earlier ?? (await fetch(request)));
  },
);
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
