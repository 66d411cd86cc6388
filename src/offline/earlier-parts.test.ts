import { expect, it } from "vitest";
import { isPart, keepEarlierParts } from "./earlier-parts.ts";

const BASE = "https://lab.example/some/where/";

/** As much of a browser's cache as is used here. */
function cacheOf(...paths: string[]): Cache {
  const held = new Map(paths.map((path) => [new URL(path, BASE).href, path]));
  const cache = {
    keys: async () => [...held.keys()].map((url) => new Request(url)),
    match: async ({ url }: Request) => (held.has(url) ? new Response(held.get(url)) : undefined),
    put: async ({ url }: Request, response: Response) => void held.set(url, await response.text()),
    delete: async ({ url }: Request) => held.delete(url),
  };
  return cache as unknown as Cache;
}

const urls = async (cache: Cache) => (await cache.keys()).map(({ url }) => url.slice(BASE.length)).sort();
const current = new Set(["assets/main-2.js", "assets/same-1.js"].map((path) => new URL(path, BASE).href));

it("keeps the scripts and styles that the newer version lacks, and no other file", async () => {
  const precached = cacheOf(
    "assets/main-1.js",
    "assets/main-1.css",
    "assets/same-1.js",
    "models/net.onnx",
    "assets/main-2.js",
  );
  const earlier = cacheOf("assets/main-0.js");
  await keepEarlierParts(precached, earlier, current);
  expect(await urls(earlier)).toEqual(["assets/main-1.css", "assets/main-1.js"]);
  expect(await (await earlier.match(new Request(`${BASE}assets/main-1.js`)))?.text()).toBe(
    "assets/main-1.js",
  );
});

it("leaves them as they are where the same version is installed again", async () => {
  const earlier = cacheOf("assets/main-1.js");
  await keepEarlierParts(cacheOf("assets/main-2.js", "assets/same-1.js"), earlier, current);
  expect(await urls(earlier)).toEqual(["assets/main-1.js"]);
});

it("takes for a part what has a hash in its name and is a script or a style", () => {
  const parts = ["assets/a-1.js", "assets/a-1.css", "a.js", "assets/a.wasm", "assets/more/a.js"];
  expect(parts.map((path) => isPart(new URL(path, BASE)))).toEqual([true, true, false, false, false]);
});
