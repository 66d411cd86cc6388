import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { packTar } from "modern-tar";
import sharp from "sharp";
import type { LabErrorCode } from "#failures/lab-error.ts";
import { readImageSet } from "#images/read-image-set.ts";
import { pictureSize } from "#images/size/picture-size.ts";
import type { Random } from "../random.ts";
import type { FuzzTarget } from "../target.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const { signal } = new AbortController();
const text = (words: string): Bytes => new TextEncoder().encode(words);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);

const REFUSALS: ReadonlySet<LabErrorCode> = new Set(["data.invalid", "data.too-large", "data.empty"]);

/** Reads one dropped file, on its own or beside images. */
const dropped =
  (name: string, ...pictures: string[]) =>
  (bytes: Uint8Array) =>
    readImageSet(
      [
        ...pictures.map((path) => ({ path, blob: new Blob([PNG]) })),
        { path: `set/${name}`, blob: new Blob([bytes.slice()]) },
      ],
      { signal },
    );

/** Makes a number in a text longer: a size in a header, an index in a list. */
function lengthenNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const digits = [...bytes.keys()].filter((at) => bytes[at] >= 48 && bytes[at] <= 57);
  if (digits.length === 0) return bytes;
  const at = random.pick(digits);
  const more = Array.from({ length: 1 + random.int(20) }, () => 48 + random.int(10));
  return Uint8Array.of(...bytes.subarray(0, at), ...more, ...bytes.subarray(at));
}

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

const IDX = [idx([3, 2, 2], 12), idx([4], 4), idx([2, 2, 2, 3], 24)];

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

const target = (
  name: string,
  seeds: () => Promise<readonly Bytes[]>,
  run: (bytes: Uint8Array) => unknown,
  mutateInside?: FuzzTarget["mutateInside"],
): FuzzTarget => ({ name, seeds, run, refusals: REFUSALS, mutateInside });

const PICTURES = ["set/a.png", "set/b.png"];

/** Everything but models that is read from outside. What is packed is mutated as it is, and before it is packed. */
export const CONTAINER_TARGETS: readonly FuzzTarget[] = [
  target("zip", async () => [await zipped(FILES)], dropped("x.zip")),
  target("tar", async () => [await tarred(FILES)], dropped("x.tar"), lengthenNumber),
  target("gzip", async () => [await gzipped(await tarred(FILES)), await gzipped(IDX[0])], dropped("x.gz")),
  target(
    "tar.gz",
    async () => [await tarred(FILES)],
    async (bytes) => dropped("x.tar.gz")(await gzipped(bytes.slice())),
  ),
  target("idx", async () => IDX, dropped("x-ubyte")),
  target(
    "cifar",
    async () => [cifarRecord(3), cifarRecord(9, 99), cifarRecord(0)],
    dropped("data_batch_1.bin"),
  ),
  target("npy", async () => NPY, dropped("x.npy"), lengthenNumber),
  target(
    "npz",
    async () => NPY,
    async (bytes) => dropped("x.npz")(await zipped({ "x.npy": bytes.slice(), "y.npy": NPY[3] })),
    lengthenNumber,
  ),
  target("csv", async () => CSV, dropped("labels.csv", ...PICTURES), lengthenNumber),
  target("text", async () => CSV, dropped("classes.txt", ...PICTURES), lengthenNumber),
  target("json", async () => JSONS, dropped("labels.json", ...PICTURES), lengthenNumber),
  {
    name: "picture",
    seeds: pictures,
    run: (bytes) => pictureSize(new Blob([bytes.slice()]), "x.png"),
    refusals: new Set(["data.decode-failed"]),
  },
];
