import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { pictureSize } from "./picture-size.ts";

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 10, b: 10, alpha: 0.5 } } });

const blob = (...parts: (Uint8Array | number[])[]) => new Blob(parts.map((part) => Uint8Array.from(part)));

async function reasonOf(encoded: Blob): Promise<string> {
  const error: unknown = await pictureSize(encoded, "a.png").catch((caught: unknown) => caught);
  if (!(error instanceof LabError)) throw new Error("no LabError");
  expect([error.code, error.details.name]).toEqual(["data.decode-failed", "a.png"]);
  return String(error.details.reason);
}

const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const png = (width: number, height: number) =>
  blob(
    [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
    u32(13),
    [73, 72, 68, 82],
    u32(width),
    u32(height),
    [8, 6, 0, 0, 0],
  );

describe("sizes that another encoder wrote", () => {
  test.each([
    ["PNG", (image: Sharp) => image.png()],
    ["JPEG", (image: Sharp) => image.jpeg()],
    ["progressive JPEG", (image: Sharp) => image.jpeg({ progressive: true })],
    [
      "JPEG with EXIF and profile",
      (image: Sharp) => image.keepIccProfile().withMetadata({ orientation: 1 }).jpeg(),
    ],
    ["lossy WebP", (image: Sharp) => image.removeAlpha().webp()],
    ["lossy WebP with alpha", (image: Sharp) => image.webp()],
    ["lossless WebP", (image: Sharp) => image.removeAlpha().webp({ lossless: true })],
    ["GIF", (image: Sharp) => image.gif()],
    ["AVIF", (image: Sharp) => image.avif({ effort: 0 })],
  ])("%s", async (_, encode) => {
    for (const [width, height] of [
      [300, 77],
      [5, 259],
    ]) {
      expect(await pictureSize(blob(await encode(blank(width, height)).toBuffer()), "x")).toMatchObject({
        width,
        height,
      });
    }
  });
});

test("bitmaps of Windows and OS/2, rows going up or down", async () => {
  const head = [0x42, 0x4d, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0];
  const down = [40, 0, 0, 0, 0x2c, 1, 0, 0, 0xfe, 0xff, 0xff, 0xff];
  expect(await pictureSize(blob(head, down), "x")).toMatchObject({ width: 300, height: 2 });
  expect(await pictureSize(blob(head, [12, 0, 0, 0, 7, 1, 9, 0, 1, 0, 24, 0]), "x")).toMatchObject({
    width: 263,
    height: 9,
  });
});

describe("a JPEG's frame header", () => {
  const frame = [0xff, 0xc2, 0, 17, 8, 0, 60, 1, 4, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
  const segment = (marker: number, length: number) => [
    [0xff, marker, (length + 2) >> 8, (length + 2) & 255],
    new Uint8Array(length),
  ];

  test("comes after segments of any length, thumbnails within them and stray bytes", async () => {
    const thumbnail = [0xff, 0xe1, 0, 2 + frame.length, ...frame.with(6, 1)];
    const long = Array.from({ length: 9 }, () => segment(0xe2, 65_000)).flat();
    const file = blob([0xff, 0xd8], thumbnail, ...long, [1, 2, 3, 0xff, 0, 0xff, 0xff], frame, [0, 0]);
    expect(await pictureSize(file, "x")).toMatchObject({ width: 260, height: 60 });
  });

  test("says whether anything tells of colours or orientation", async () => {
    const plain = async (bytes: Uint8Array) => (await pictureSize(blob(bytes), "x")).isPlain;
    const jpeg = blank(40, 30).jpeg();
    expect(await plain(await jpeg.toBuffer())).toBe(true);
    expect(await plain(await jpeg.clone().withMetadata({ orientation: 6 }).toBuffer())).toBe(false);
    expect(await plain(await jpeg.clone().withIccProfile("p3").toBuffer())).toBe(false);
    expect(await plain(await blank(40, 30).png().toBuffer())).toBe(false);
    // A profile may stand behind the frame header; without a scan nobody knows.
    const scan = segment(0xda, 10);
    const isPlain = async (...parts: (number[] | Uint8Array)[]) =>
      (await pictureSize(blob([0xff, 0xd8], frame, ...parts, new Uint8Array(20)), "x")).isPlain;
    expect(await isPlain(...segment(0xdb, 65), ...scan)).toBe(true);
    expect(await isPlain(...segment(0xe2, 500), ...scan)).toBe(false);
    expect(await isPlain(...segment(0xdb, 65))).toBe(false);
  });

  test("is missed where the scan or the end comes first, or garbage goes on", async () => {
    for (const rest of [segment(0xda, 10), [[0xff, 0xd9]], [new Uint8Array(3 * 2 ** 20)], []]) {
      expect(await reasonOf(blob([0xff, 0xd8], ...rest, new Uint8Array(20)))).toMatch(/damaged/);
    }
    const far = [new Uint8Array(17 * 2 ** 20), frame];
    expect(await reasonOf(blob([0xff, 0xd8], ...far))).toMatch(/damaged/);
  });
});

describe("refusals before anything is decoded", () => {
  test("bombs and empty images", async () => {
    expect(await reasonOf(png(60_000, 60_000))).toMatch(/60000×60000 pixels.*64 million/);
    expect(await reasonOf(png(16_385, 1))).toMatch(/16384 on a side/);
    expect(await reasonOf(png(8001, 8000))).toMatch(/8001×8000/);
    expect(await pictureSize(png(8000, 8000), "x")).toMatchObject({ width: 8000, height: 8000 });
    expect(await reasonOf(png(0, 5))).toMatch(/no pixels/);
  });

  test("headers cut short or of no known format", async () => {
    const whole = await blank(9, 9).png().toBuffer();
    for (const length of [0, 1, 8, 20, 23])
      expect(await reasonOf(blob(whole.subarray(0, length)))).toMatch(/damaged/);
    expect(await reasonOf(new Blob(["hello, this is a text"]))).toMatch(/damaged/);
    const avif = await blank(9, 9).avif({ effort: 0 }).toBuffer();
    expect(await reasonOf(blob(avif.subarray(0, 60)))).toMatch(/damaged/);
  });

  test("boxes that hold themselves or nothing", async () => {
    const type = [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66, 0, 0, 0, 0];
    const meta = [0x6d, 0x65, 0x74, 0x61];
    const nested = Array.from({ length: 5000 }, () => [0, 0, 0, 0, ...meta, 0, 0, 0, 0]).flat();
    expect(await reasonOf(blob(u32(16), type, nested))).toMatch(/damaged/);
    expect(await reasonOf(blob(u32(16), type, new Uint8Array(60_000)))).toMatch(/damaged/);
  });
});
