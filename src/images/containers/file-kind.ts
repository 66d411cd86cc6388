/** What a file holds, by its first bytes; the name decides only where the bytes cannot. */
export type FileKind =
  | "picture"
  | "zip"
  | "gzip"
  | "tar"
  | "npy"
  | "idx"
  | "cifar"
  | "table"
  | "json"
  | "text"
  | "html"
  | "svg"
  | "tiff"
  | "heic"
  | "onnx"
  | "unknown";

/** Bytes that `fileKind` wants to see: the tar mark is the last, at 257. */
export const HEAD_BYTES = 512;

const ascii = (head: Uint8Array, start: number, text: string) =>
  [...text].every((letter, i) => head[start + i] === letter.charCodeAt(0));

const bytes = (head: Uint8Array, ...expected: number[]) => expected.every((byte, i) => head[i] === byte);

/** "BM" alone begins words, too; the size of the second header, at 14, has three zero bytes (BITMAPINFOHEADER). */
const isBmp = (head: Uint8Array) =>
  ascii(head, 0, "BM") && head[14] >= 12 && !(head[15] | head[16] | head[17]);

/** The brands of a file of boxes are its first and those from 16 to the end of the box (ISO/IEC 14496-12, 4.3). */
function isAvif(head: Uint8Array): boolean {
  if (!ascii(head, 4, "ftyp")) return false;
  const end = Math.min(head.length, (head[2] << 8) | head[3], 128);
  const brands = [8, ...Array.from({ length: Math.max(0, (end - 16) >> 2) }, (_, i) => 16 + 4 * i)];
  return brands.some((at) => ascii(head, at, "avif") || ascii(head, at, "avis"));
}

const HEIC_BRANDS = ["heic", "heix", "hevc", "hevx", "mif1", "msf1"];

const isPicture = (head: Uint8Array) =>
  bytes(head, 0x89, 0x50, 0x4e, 0x47) ||
  bytes(head, 0xff, 0xd8, 0xff) ||
  ascii(head, 0, "GIF8") ||
  isBmp(head) ||
  (ascii(head, 0, "RIFF") && ascii(head, 8, "WEBP")) ||
  isAvif(head);

/** IDX: two zero bytes, an element type, the number of dimensions (LeCun's MNIST page, "file format"). */
const isIdx = (head: Uint8Array) =>
  bytes(head, 0, 0) && [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e].includes(head[2]) && head[3] >= 1 && head[3] <= 4;

const BY_SIGNATURE: readonly [FileKind, (head: Uint8Array) => boolean][] = [
  ["picture", isPicture],
  ["zip", (head) => bytes(head, 0x50, 0x4b, 3, 4) || bytes(head, 0x50, 0x4b, 5, 6)],
  ["gzip", (head) => bytes(head, 0x1f, 0x8b)],
  ["tar", (head) => ascii(head, 257, "ustar")],
  ["npy", (head) => head[0] === 0x93 && ascii(head, 1, "NUMPY")],
  ["tiff", (head) => bytes(head, 0x49, 0x49, 0x2a, 0) || bytes(head, 0x4d, 0x4d, 0, 0x2a)],
  ["heic", (head) => ascii(head, 4, "ftyp") && HEIC_BRANDS.some((brand) => ascii(head, 8, brand))],
  ["idx", isIdx],
];

const BY_ENDING: readonly [FileKind, RegExp][] = [
  ["onnx", /\.(onnx|ort)$/i],
  ["cifar", /\.bin$/i],
  ["table", /\.(csv|tsv)$/i],
  ["json", /\.json$/i],
  ["text", /\.(txt|names|labels)$/i],
];

/**
 * Kind of a file.
 *
 * @param head its first `HEAD_BYTES` bytes, or all of them if it is shorter
 * @param name its name; an image is known by its bytes whatever it is called
 */
export function fileKind(head: Uint8Array, name: string): FileKind {
  const signed = BY_SIGNATURE.find(([, matches]) => matches(head));
  if (signed) return signed[0];
  const start = new TextDecoder()
    .decode(head)
    .replace(/^\uFEFF/, "")
    .trimStart()
    .toLowerCase();
  if (start.startsWith("<!doctype html") || start.startsWith("<html")) return "html";
  if (start.startsWith("<svg") || (start.startsWith("<?xml") && start.includes("<svg"))) return "svg";
  return BY_ENDING.find(([, ending]) => ending.test(name))?.[0] ?? "unknown";
}
