import { expect, it } from "vitest";
import { fetchPart, PartNotLoaded } from "./fetch-part.ts";

const pick = (module: { part: number }) => module.part;

it("takes from a module what is wanted", async () => {
  expect(await fetchPart(async () => ({ part: 3 }), pick)).toBe(3);
});

const LOST = [
  "Failed to fetch dynamically imported module: http://127.0.0.1:9/assets/Tab.js",
  "error loading dynamically imported module: http://127.0.0.1:9/assets/Tab.js",
  "Importing a module script failed.",
  "Unable to preload CSS for http://127.0.0.1:9/assets/Tab.css",
];
it.each(LOST)(
  "tells a part that cannot be fetched apart from a fault, and tries anew: %s",
  async (message) => {
    let asked = 0;
    const load = async () => {
      if (++asked === 1) throw new TypeError(message);
      return { part: 4 };
    };
    await expect(fetchPart(load, pick)).rejects.toBeInstanceOf(PartNotLoaded);
    expect(await fetchPart(load, pick)).toBe(4);
  },
);
