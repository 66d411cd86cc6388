import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { packTar } from "modern-tar";
import sharp from "sharp";
import { pictureSize } from "#images/picture-size.ts";
import { readImageSet } from "#images/read-image-set.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Something that reads bytes from outside. */
export interface ContainerTarget {
  name: string;
  /** Sound files to start from. */
  seeds: () => Promise<Bytes[]>;
  /** Reads a file. May throw LabError and nothing else, in less than two seconds. */
  read: (bytes: Bytes) => Promise<unknown>;
}

const { signal } = new AbortController();
const text = (words: string): Bytes => new TextEncoder().encode(words);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);

const dropped = (name: string) => (bytes: Bytes) =>
  readImageSet(
    [
      { path: "set/cat/a.png", blob: new Blob([PNG]) },
      { path: `set/${name}`, blob: new Blob([bytes]) },
    ],
    signal,
  );

async function zipped(files: Record<string, Bytes>): Promise<Bytes> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [path, data] of Object.entries(files)) await writer.add(path, new Uint8ArrayReader(data));
  return bytesOf(await writer.close());
}

const bytesOf = async (blob: Blob): Promise<Bytes> => new Uint8Array(await blob.arrayBuffer());

const gzipped = async (bytes: Bytes) =>
  bytesOf(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).blob());

async function tarred(files: Record<string, Bytes>): Promise<Bytes> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  return new Uint8Array(await packTar(entries));
}

const FILES = {
  "cats/a.png": PNG,
  "dogs/b.png": PNG,
  [`${"long/".repeat(30)}c.png`]: PNG,
  "labels.csv": text("file,label\na.png,0\nb.png,1\n"),
  "repeated.txt": text("one and the same ".repeat(40)),
};

const idx = (dims: number[], length: number): Bytes =>
  Uint8Array.of(
    0,
    0,
    8,
    dims.length,
    ...dims.flatMap((dim) => [0, 0, 0, dim]),
    ...new Uint8Array(length).keys(),
  );

function npy(descr: string, shape: string, body: number): Bytes {
  const header = text(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117));
  return Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    header.length,
    0,
    ...header,
    ...new Uint8Array(body).keys(),
  );
}

const cifarRecord = (...labels: number[]): Bytes => Uint8Array.of(...labels, ...new Uint8Array(3072).keys());

const NPY = [
  npy("|u1", "2, 4, 4", 32),
  npy("<f4", "2, 3, 2, 2", 96),
  npy("<f2", "1, 1, 4, 4", 32),
  npy(">i8", "2,", 16),
];

const CSV = [
  "file,label\na.png,0\nb.png,1\n",
  '"a.png";"cat, or ""dog"""\n"b.png";"bird"\n',
  "a.png 1\nb.png 2\n",
  "image\tclass\na.png\t3\nb.png\tcat",
  "n01440764 tench\nn01443537 goldfish\n",
  "0: cat\n1: dog\n",
].map(text);

const JSONS = [
  '{"a.png": 3, "b.png": "cat"}',
  '[{"file": "a.png", "target": 3}, {"file": "b.png", "target": "cat"}]',
  '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}',
  '["cat", "dog", null, {"__proto__": [1]}, [[]], true]',
  "[3, 5, 7]",
].map(text);

async function pictures(): Promise<Bytes[]> {
  const blank = () =>
    sharp({ create: { width: 19, height: 7, channels: 4, background: { r: 9, g: 99, b: 9, alpha: 0.5 } } });
  const encoded = [
    blank().png(),
    blank().jpeg(),
    blank().withMetadata({ orientation: 6 }).jpeg({ progressive: true }),
    blank().webp(),
    blank().removeAlpha().webp(),
    blank().webp({ lossless: true }),
    blank().gif(),
    blank().avif({ effort: 0 }),
  ];
  return Promise.all(encoded.map(async (image) => new Uint8Array(await image.toBuffer())));
}

export const CONTAINER_TARGETS: readonly ContainerTarget[] = [
  { name: "zip", seeds: async () => [await zipped(FILES)], read: dropped("x.zip") },
  { name: "tar", seeds: async () => [await tarred(FILES)], read: dropped("x.tar") },
  {
    name: "tar.gz, packed",
    seeds: async () => [await gzipped(await tarred(FILES))],
    read: dropped("x.tar.gz"),
  },
  {
    name: "tar.gz, inside",
    seeds: async () => [await tarred(FILES)],
    read: async (bytes) => dropped("x.tar.gz")(await gzipped(bytes)),
  },
  {
    name: "idx",
    seeds: async () => [idx([3, 2, 2], 12), idx([4], 4), idx([2, 2, 2, 3], 24)],
    read: dropped("x-ubyte"),
  },
  {
    name: "cifar",
    seeds: async () => [cifarRecord(3), cifarRecord(9, 99), cifarRecord(0)],
    read: dropped("data_batch_1.bin"),
  },
  { name: "npy", seeds: async () => NPY, read: dropped("x.npy") },
  {
    name: "npz, inside",
    seeds: async () => NPY,
    read: async (bytes) => dropped("x.npz")(await zipped({ "x.npy": bytes, "y.npy": NPY[3] })),
  },
  { name: "csv", seeds: async () => CSV, read: dropped("labels.csv") },
  { name: "text", seeds: async () => CSV, read: dropped("classes.txt") },
  { name: "json", seeds: async () => JSONS, read: dropped("labels.json") },
  { name: "picture headers", seeds: pictures, read: (bytes) => pictureSize(new Blob([bytes]), "x.png") },
];
