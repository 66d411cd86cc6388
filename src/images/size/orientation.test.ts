import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Orientation, turned } from "./orientation.ts";
import { pictureSize } from "./picture-size.ts";

const ALL: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** Three by two pixels, no two alike. */
const pixels = Uint8ClampedArray.from({ length: 3 * 2 * 4 }, (_, i) => (i % 4 === 3 ? 255 : 10 * i));

const stored = (orientation: number) =>
  sharp(pixels, { raw: { width: 3, height: 2, channels: 4 } }).withMetadata({ orientation });

const read = async (bytes: Uint8Array) => pictureSize(new Blob([Uint8Array.from(bytes)]), "x");

describe.each(ALL)("orientation %i", (orientation) => {
  it("is read from WebP and PNG, whose size stays as stored", async () => {
    for (const format of ["webp", "png"] as const) {
      const bytes = await stored(orientation).toFormat(format).toBuffer();
      expect(await read(bytes)).toMatchObject({ width: 3, height: 2, orientation });
    }
  });

  it("turns every pixel to where another program puts it", async () => {
    const bytes = await stored(orientation).png().toBuffer();
    const { data, info } = await sharp(bytes).autoOrient().ensureAlpha().raw().toBuffer({
      resolveWithObject: true,
    });
    const seen = turned({ data: pixels, width: 3, height: 2 }, orientation);
    expect([seen.width, seen.height]).toEqual([info.width, info.height]);
    expect([...seen.data]).toEqual([...data]);
  });
});

it("takes a file without the tag, or with a damaged one, as it is", async () => {
  const plain = sharp(pixels, { raw: { width: 3, height: 2, channels: 4 } });
  expect((await read(await plain.clone().webp().toBuffer())).orientation).toBe(1);
  expect((await read(await plain.clone().png().toBuffer())).orientation).toBe(1);
  const webp = await stored(6).webp().toBuffer();
  for (const length of [40, webp.length - 100, webp.length - 20, webp.length - 1]) {
    expect((await read(webp.subarray(0, length))).orientation).toBe(1);
  }
  // A value beyond those that there are, a directory outside of the data, no byte order.
  const tiff = webp.indexOf("II*\0");
  const tag = webp.indexOf(Uint8Array.of(0x12, 0x01, 3, 0), tiff);
  for (const [at, value] of [
    [tag + 8, 9],
    [tiff + 4, 255],
    [tiff, 0],
  ]) {
    const damaged = Uint8Array.from(webp);
    damaged[at] = value;
    expect((await read(damaged)).orientation).toBe(1);
  }
});
