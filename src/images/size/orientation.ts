import type { RgbaImage } from "../sheet.ts";
import type { EncodedBytes } from "./encoded-bytes.ts";

/**
 * How an image is to be turned before it is shown: the tag Orientation of EXIF (CIPA DC-008, 4.6.5.4). 1 leaves it as
 * it is, 2 to 4 flip or turn it by half, 5 to 8 exchange width and height as well.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;
/** More chunks than any camera writes. */
const MAX_CHUNKS = 10_000;
/** EXIF data holds thumbnails, but the tag stands in its first directory. */
const MAX_EXIF_BYTES = 64 * 2 ** 10;

/**
 * Orientation in a WebP or PNG file; 1 where it says none, or what it says is damaged. JPEG is left out: every browser
 * turns it.
 *
 * @param head the file's beginning
 */
export async function orientationIn(encoded: EncodedBytes, head: DataView): Promise<Orientation> {
  if (isPng(head)) return inTiff(await pngExif(encoded));
  // The chunk VP8X has a flag for EXIF, which comes behind the pixels (RFC 9649, 2.7.1).
  const saysExif = isWebp(head) && head.byteLength > 20 && (head.getUint8(20) & 0x08) !== 0;
  return saysExif ? inTiff(await webpExif(encoded)) : 1;
}

export const isPng = (head: DataView) =>
  head.byteLength > 33 && head.getUint32(0) === 0x89504e47 && head.getUint32(4) === 0x0d0a1a0a;

const isWebp = (head: DataView) =>
  head.byteLength > 16 &&
  head.getUint32(0) === name("RIFF") &&
  head.getUint32(8) === name("WEBP") &&
  head.getUint32(12) === name("VP8X");

const name = (letters: string) => [...letters].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);

/** PNG (third edition): chunks of length, name, data and checksum; eXIf comes before the pixels (5.6). */
async function pngExif(encoded: EncodedBytes): Promise<DataView | null> {
  let at = 8;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const start = await bytesAt(encoded, at, 8);
    if (start === null) return null;
    const [length, kind] = [start.getUint32(0), start.getUint32(4)];
    if (kind === name("IDAT")) return null;
    if (kind === name("eXIf")) return bytesAt(encoded, at + 8, Math.min(length, MAX_EXIF_BYTES));
    at += 12 + length;
  }
  return null;
}

/** WebP (RFC 9649, 2.3): chunks of name, length and data, filled up to an even length. */
async function webpExif(encoded: EncodedBytes): Promise<DataView | null> {
  let at = 12;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const start = await bytesAt(encoded, at, 8);
    if (start === null) return null;
    const [kind, length] = [start.getUint32(0), start.getUint32(4, true)];
    if (kind === name("EXIF")) {
      const exif = await bytesAt(encoded, at + 8, Math.min(length, MAX_EXIF_BYTES));
      // Some programs put the mark of JPEG's segment in front: "Exif", two zeros.
      const isMarked = exif !== null && exif.byteLength > 6 && exif.getUint32(0) === name("Exif");
      return isMarked ? new DataView(exif.buffer, 6) : exif;
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

/** `length` bytes; null where the file ends before. */
async function bytesAt(encoded: EncodedBytes, at: number, length: number): Promise<DataView | null> {
  if (at + length > encoded.size) return null;
  return new DataView(await encoded.slice(at, at + length).arrayBuffer());
}

/** The tag in the first directory of TIFF data (TIFF 6.0, section 2): entries of tag, type, count and value. */
function inTiff(tiff: DataView | null): Orientation {
  if (tiff === null || tiff.byteLength < 14) return 1;
  const order = tiff.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.byteLength) return 1;
    if (tiff.getUint16(at, little) !== ORIENTATION_TAG) continue;
    const value = tiff.getUint16(at + 8, little);
    // Checked to be one of the eight.
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** The image as it is to be seen. Every pixel keeps its value. */
export function turned({ data, width, height }: RgbaImage, orientation: Orientation): RgbaImage {
  const isAcross = orientation >= 5;
  const [seenWidth, seenHeight] = isAcross ? [height, width] : [width, height];
  // Where a step to the right and a step down in the seen image lead in the stored one, and where its corner is.
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const columnStep = fromRight ? -1 : 1;
  const rowStep = fromBottom ? -width : width;
  const [right, down] = isAcross ? [rowStep, columnStep] : [columnStep, rowStep];
  const corner = (fromRight ? width - 1 : 0) + (fromBottom ? (height - 1) * width : 0);
  const from = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const seen = new Uint32Array(width * height);
  let to = 0;
  for (let y = 0; y < seenHeight; y++) {
    let at = corner + y * down;
    for (let x = 0; x < seenWidth; x++, at += right) seen[to++] = from[at];
  }
  return { data: new Uint8ClampedArray(seen.buffer), width: seenWidth, height: seenHeight };
}
