import { expect, test } from "vitest";
import { LabError } from "#core/lab-error.ts";
import { CONTAINER_TARGETS } from "./containers.ts";
import { chooser, mutated } from "./mutate.ts";

/** Mutations of each kind of file; `FUZZ=1000` makes it a thousand. */
const COUNT = Number(process.env.FUZZ ?? 100);

test.each(CONTAINER_TARGETS)("$name: sound files are read", async ({ seeds, read }) => {
  for (const seed of await seeds()) await read(seed);
});

test.each(CONTAINER_TARGETS)(
  "$name: mutated files are read or refused, in time",
  async ({ name, seeds, read }) => {
    const sound = await seeds();
    let refused = 0;
    for (let seed = 0; seed < COUNT; seed++) {
      const bytes = mutated(sound, chooser(seed));
      const start = performance.now();
      try {
        await read(bytes);
      } catch (error) {
        if (!(error instanceof LabError)) throw new Error(`${name}, seed ${seed}`, { cause: error });
        refused++;
      }
      expect(performance.now() - start, `${name}, seed ${seed}`).toBeLessThan(2000);
    }
    expect(refused).toBeLessThan(COUNT);
  },
);
