/**
 * Lets work on images pass while they have no more than so many pixels in memory together, first come, first
 * served. An image larger than that passes alone.
 */
export class PixelGate {
  #pixels = 0;
  readonly #waiting: { pixels: number; enter: () => void }[] = [];

  constructor(private readonly maxPixels: number) {}

  /** Runs `work` when there is room for its pixels. */
  async pass<T>(pixels: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ pixels, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#pixels -= pixels;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#pixels > 0 && this.#pixels + next.pixels > this.maxPixels) return;
      this.#waiting.shift();
      this.#pixels += next.pixels;
      next.enter();
    }
  }
}
