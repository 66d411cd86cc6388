import type { NetworkErrors, NetworkErrorsProgress } from "#protocol/network-errors.ts";

/** Counts pictures and estimates what those that are left will take, by those that are done. */
export class PictureClock {
  #done = 0;
  readonly #startedAt = performance.now();

  /** @param toDo how many of the `total` are not known from before */
  constructor(
    private readonly total: number,
    private readonly toDo: number,
    private readonly report: (progress: NetworkErrorsProgress) => void,
  ) {
    this.#emit(null);
  }

  advance(pictures: number): void {
    this.#done += pictures;
    this.#emit(null);
  }

  found(found: NetworkErrors): void {
    this.#emit(found);
  }

  #emit(found: NetworkErrors | null): void {
    const left = this.toDo - this.#done;
    const elapsedMs = performance.now() - this.#startedAt;
    const remainingMs = this.#done > 0 ? (elapsedMs / this.#done) * left : null;
    this.report({ done: this.total - left, total: this.total, remainingMs, found });
  }
}
