import { splitmix32 } from "#statistics/sampling.ts";

/** Reproducible choices: the same seed gives the same sequence on every machine. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = splitmix32(seed);
  }

  /** An integer in [0, below). */
  int(below: number): number {
    return Math.floor((this.#next() / 2 ** 32) * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)];
  }
}
