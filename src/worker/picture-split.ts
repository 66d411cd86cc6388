import { decodeImage } from "#images/decode.ts";
import type { Split } from "#images/manifest.ts";
import { cutSheet, emptyStack, type PictureStack } from "#images/sheet.ts";
import { readBytes } from "./read-bytes.ts";

/** One split of a data set, whose pictures may still be arriving. */
export interface PictureSplit {
  readonly pictures: PictureStack;
  /** Class index of each picture. */
  readonly labels: Int32Array;
  /** Resolves when every picture at `indices` is there. @throws LabError why one is not */
  ready(indices: ArrayLike<number>): Promise<void>;
}

/** A split that ships as sprite sheets. They arrive one after the other; who needs pictures waits for just their sheets. */
export class SheetSplit implements PictureSplit {
  readonly pictures: PictureStack;
  readonly labels: Int32Array;
  readonly #sheets: { end: number; ready: Promise<void> }[] = [];

  constructor(split: Split, tile: { width: number; height: number }, baseUrl: string, signal: AbortSignal) {
    this.pictures = emptyStack(split.count, tile.width, tile.height);
    this.labels = Int32Array.from(split.sheets.flatMap((sheet) => sheet.labels));
    let before = Promise.resolve();
    let start = 0;
    for (const sheet of split.sheets) {
      const at = start;
      const ready = before.then(async () => {
        const url = new URL(sheet.file, baseUrl).href;
        const bytes = await readBytes({ url }, "data.missing", signal);
        const image = await decodeImage(new Blob([bytes]), sheet.file);
        cutSheet(image, sheet.columns, sheet.count, this.pictures, at);
      });
      // Whoever asks for these pictures is told of the failure; nobody asking is no failure.
      ready.catch(() => {});
      before = ready;
      start += sheet.count;
      this.#sheets.push({ end: start, ready });
    }
  }

  async ready(indices: ArrayLike<number>): Promise<void> {
    let last = -1;
    for (let i = 0; i < indices.length; i++) last = Math.max(last, indices[i]);
    for (const { end, ready } of this.#sheets) {
      await ready;
      if (last < end) return;
    }
  }
}
