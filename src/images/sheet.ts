import { LabError } from "#failures/lab-error.ts";

/** An 8-bit RGBA image, row-major. */
export interface RgbaImage {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** Equally sized 8-bit RGBA images, one after the other; each is row-major. */
export interface PictureStack {
  rgba: Uint8ClampedArray<ArrayBuffer>;
  count: number;
  width: number;
  height: number;
}

/** A stack with room for `count` images, all transparent black. */
export function emptyStack(count: number, width: number, height: number): PictureStack {
  return { rgba: new Uint8ClampedArray(count * width * height * 4), count, width, height };
}

/**
 * Cuts a sprite sheet into tiles and puts them into a stack from position `at` on.
 *
 * @throws LabError `data.invalid` if the sheet is too small for its tiles
 */
export function cutSheet(
  sheet: RgbaImage,
  columns: number,
  count: number,
  into: PictureStack,
  at: number,
): void {
  const { width, height } = into;
  const rows = Math.ceil(count / columns);
  if (sheet.width < columns * width || sheet.height < rows * height) {
    throw new LabError("data.invalid", {
      path: "tile",
      problem: `a sheet of ${sheet.width}×${sheet.height} pixels cannot hold ${columns}×${rows} tiles of ${width}×${height}`,
    });
  }
  const rowBytes = width * 4;
  for (let tile = 0; tile < count; tile++) {
    const left = (tile % columns) * rowBytes;
    const top = Math.floor(tile / columns) * height;
    let to = (at + tile) * height * rowBytes;
    for (let y = 0; y < height; y++, to += rowBytes) {
      const from = (top + y) * sheet.width * 4 + left;
      into.rgba.set(sheet.data.subarray(from, from + rowBytes), to);
    }
  }
}
