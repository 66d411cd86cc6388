import type { Preprocess } from "#experiment/recipe.ts";
import { PictureDecoder } from "#images/decode.ts";
import { ItemPictures } from "#images/item-pictures.ts";
import type { Item } from "#images/items.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import { splitmix32 } from "#statistics/sampling.ts";
import type { BenchReport } from "../report.ts";
import { NEVER, turns } from "./model.ts";

const PREPROCESS: Preprocess = {
  size: 224,
  resize: "crop",
  layout: "nchw",
  channels: "rgb",
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
/** Images of data sets seldom have a colour profile, those of cameras and editors mostly do. */
const SETS = [
  { width: 500, height: 375, count: 96, profile: false },
  { width: 1600, height: 1200, count: 16, profile: false },
  { width: 1600, height: 1200, count: 16, profile: true },
  { width: 4000, height: 3000, count: 8, profile: false },
];
const BATCH = 32;
/** As many as the lab decodes at a time. */
const AT_ONCE = 4;

/**
 * Throughput of decoding and preprocessing JPEG files to 224×224 over that of `createImageBitmap` alone on the same
 * files: in a plain loop, and with as many at a time as the lab decodes.
 */
export async function benchDecode(): Promise<BenchReport> {
  const report: BenchReport = { milliseconds: {}, ratios: {} };
  for (const { width, height, count, profile } of SETS) {
    const encoded = await photograph(width, height);
    const file = profile ? encoded : await withoutProfile(encoded);
    const items = Array.from({ length: count }, (_, i): Item => {
      return { path: `${i}.jpg`, content: { kind: "encoded", blob: file.slice() } };
    });
    const times = await turns(5, {
      loop: () => plain(items, 1),
      atOnce: () => plain(items, AT_ONCE),
      ours: () => preprocessed(items),
    });
    const size = `${width}×${height}${profile ? " with a profile" : ""}`;
    const what = `${count} JPEGs of ${size} (${(file.size / 1e6).toFixed(1)} MB each)`;
    report.milliseconds[`${what}, createImageBitmap in a loop`] = times.loop;
    report.milliseconds[`${what}, createImageBitmap ${AT_ONCE} at a time`] = times.atOnce;
    report.milliseconds[`${what}, decoded and preprocessed`] = times.ours;
    const title = `throughput of decoding and preprocessing ${size} / createImageBitmap`;
    report.ratios[`${title} in a loop (goal 0.7)`] = times.loop / times.ours;
    report.ratios[`${title} ${AT_ONCE} at a time`] = times.atOnce / times.ours;
  }
  return report;
}

async function plain(items: readonly Item[], atOnce: number): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const { content } = items[next++];
      if (content.kind === "encoded") (await createImageBitmap(content.blob)).close();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function preprocessed(items: readonly Item[]): Promise<void> {
  const decoder = new PictureDecoder();
  const preprocessor = new Preprocessor(PREPROCESS);
  const pictures = new ItemPictures(items, preprocessor.target, decoder.decodeTo.bind(decoder));
  for (let start = 0; start < items.length; start += BATCH) {
    const count = Math.min(BATCH, items.length - start);
    const batch = await pictures.get(
      Array.from({ length: count }, (_, i) => start + i),
      NEVER,
    );
    preprocessor.batchOf(batch.filter((picture) => picture !== null));
  }
  if (pictures.damaged.size > 0) throw new Error("a picture could not be decoded");
}

/** The browser puts a colour profile into the segment APP2 of what it encodes. */
async function withoutProfile(jpeg: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const parts: Blob[] = [jpeg.slice(0, 2)];
  let at = 2;
  for (; bytes[at + 1] !== 0xda; at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3])) {
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (bytes[at + 1] !== 0xe2) parts.push(jpeg.slice(at, end));
  }
  return new Blob([...parts, jpeg.slice(at)]);
}

/** A JPEG with edges, slopes and grain, so that it has about as many bits per pixel as a photograph. */
async function photograph(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no 2D canvas");
  const random = splitmix32(width);
  const image = context.createImageData(width, height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) {
      const grain = (random() >>> 28) - 8;
      const edge = ((x >> 6) ^ (y >> 6)) & 1 ? 40 : -40;
      image.data[p] = (x / width) * 160 + 48 + edge + grain;
      image.data[p + 1] = (y / height) * 160 + 48 + edge + grain;
      image.data[p + 2] = 128 - edge + grain;
      image.data[p + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
}
