import { LabError } from "#failures/lab-error.ts";
import type { EncodedBytes, PictureSize } from "./encoded-bytes.ts";
import { isPng, type Orientation, orientationIn } from "./orientation.ts";

/** Sides and pixels of an image beyond which the lab does not ask the browser to decode it. */
export const MAX_SIDE = 16_384;
export const MAX_PIXELS = 64_000_000;

/** Bytes in which every format but JPEG says its size. */
const HEAD_BYTES = 64 * 2 ** 10;

/**
 * The size that the header of an encoded image announces, so that a decompression bomb is told before it is
 * decoded: PNG (third edition, 11.2.1), GIF (89a, 18), BMP (Windows and OS/2), WebP (RFC 9649), AVIF (the largest of
 * its images) and JPEG.
 *
 * @returns width and height as stored; `orientation` says how a WebP or PNG file is to be turned (see `orientationIn`)
 * @returns `isPlain` for a JPEG that says nothing of colours and orientation (see `JpegSize`): its pixels are opaque, and
 *   the same with colour management and without
 * @throws LabError `data.decode-failed` (name, reason) when there is no such header, or it announces a side of
 *   0, of more than `MAX_SIDE`, or more than `MAX_PIXELS` pixels
 */
export async function pictureSize(
  encoded: EncodedBytes,
  name: string,
): Promise<PictureSize & { isPlain: boolean; isPng: boolean; orientation: Orientation }> {
  // Browsers read a whole small file sooner than a part of it.
  const start = encoded.size <= 4 * HEAD_BYTES ? encoded : encoded.slice(0, HEAD_BYTES);
  const head = new DataView(await start.arrayBuffer());
  const jpeg = isJpeg(head) ? await jpegSize(encoded, new Uint8Array(head.buffer)) : null;
  const size = sizeInHead(head) ?? jpeg;
  const reason =
    size === null
      ? "its header is damaged"
      : size.width === 0 || size.height === 0
        ? "it has no pixels"
        : size.width > MAX_SIDE || size.height > MAX_SIDE || size.width * size.height > MAX_PIXELS
          ? `it has ${size.width}×${size.height} pixels; the lab decodes up to ${MAX_PIXELS / 1e6} million, ${MAX_SIDE} on a side`
          : null;
  if (size === null || reason !== null) throw new LabError("data.decode-failed", { name, reason });
  const orientation = jpeg ? 1 : await orientationIn(encoded, head);
  const { width, height } = size;
  return { width, height, isPlain: jpeg?.isPlain ?? false, isPng: isPng(head), orientation };
}

const isJpeg = (head: DataView) => head.byteLength > 2 && head.getUint16(0) === 0xffd8;

/** A format's mark at a position, the bytes that its size needs, and where the size is. */
const FORMATS: readonly [
  text: string,
  at: number,
  bytes: number,
  read: (head: DataView) => PictureSize | null,
][] = [
  ["PNG\r\n\x1a\n\0\0\0\rIHDR", 1, 24, (head) => sized(head.getUint32(16), head.getUint32(20))],
  ["GIF8", 0, 10, (head) => sized(head.getUint16(6, true), head.getUint16(8, true))],
  ["BM", 0, 26, bmpSize],
  ["WEBPVP8 ", 8, 30, (head) => sized(head.getUint16(26, true) & 0x3fff, head.getUint16(28, true) & 0x3fff)],
  ["WEBPVP8L", 8, 25, losslessSize],
  ["WEBPVP8X", 8, 30, (head) => sized(1 + uint24(head, 24), 1 + uint24(head, 27))],
  ["ftyp", 4, 16, boxesSize],
];

function sizeInHead(head: DataView): PictureSize | null {
  const format = FORMATS.find(
    ([text, at]) =>
      head.byteLength >= at + text.length &&
      [...text].every((letter, i) => head.getUint8(at + i) === letter.charCodeAt(0)),
  );
  if (!format) return null;
  const [, , bytes, read] = format;
  return head.byteLength >= bytes ? read(head) : null;
}

const sized = (width: number, height: number): PictureSize => ({ width, height });

const uint24 = (head: DataView, at: number) => head.getUint16(at, true) | (head.getUint8(at + 2) << 16);

/** OS/2's header has 12 bytes and sizes of 16 bits; in the others a negative height says that rows go downwards. */
function bmpSize(head: DataView): PictureSize {
  if (head.getUint32(14, true) === 12) return sized(head.getUint16(18, true), head.getUint16(20, true));
  return sized(Math.abs(head.getInt32(18, true)), Math.abs(head.getInt32(22, true)));
}

/** After the signature 0x2f, 14 bits of width − 1 and 14 of height − 1. */
function losslessSize(head: DataView): PictureSize | null {
  if (head.getUint8(20) !== 0x2f) return null;
  const bits = head.getUint32(21, true);
  return sized(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
}

/** Boxes on the way to the sizes, with the bytes of their own that come before what they hold. */
const PARENTS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };
const MAX_BOXES = 10_000;

/**
 * Size of the largest image in an AVIF file: its `ispe` properties (ISO/IEC 23008-12, 6.5.3), which lie in the boxes
 * `meta`, `iprp`, `ipco`. The image itself is as large as one of them, be it a grid of others.
 *
 * @param head the file's beginning; boxes that go beyond it are read as far as they are there
 */
function boxesSize(head: DataView): PictureSize | null {
  let largest: PictureSize | null = null;
  let boxes = 0;
  const visit = (start: number, end: number) => {
    for (let at = start; at + 8 <= end && boxes < MAX_BOXES; boxes++) {
      const size = head.getUint32(at);
      const type = nameAt(head, at + 4);
      // A size of 0 means up to the end; one of 1, a long box, holds no header.
      const stop = size === 0 ? end : Math.min(at + size, end);
      if (size === 1 || stop < at + 8) return;
      const own = PARENTS[type];
      if (own !== undefined) visit(at + 8 + own, stop);
      else if (type === "ispe" && stop >= at + 20) {
        const found = { width: head.getUint32(at + 12), height: head.getUint32(at + 16) };
        if (!largest || found.width * found.height > largest.width * largest.height) largest = found;
      }
      at = stop;
    }
  };
  visit(0, head.byteLength);
  return largest;
}

const nameAt = (head: DataView, at: number) =>
  String.fromCharCode(head.getUint8(at), head.getUint8(at + 1), head.getUint8(at + 2), head.getUint8(at + 3));

/** Bytes read at a time, and in all: profiles, thumbnails and depth maps may come before the size. */
const WINDOW_BYTES = 64 * 2 ** 10;
const MAX_HEADER_BYTES = 16 * 2 ** 20;
/** Bytes of a frame header that are needed: marker, length, precision, height, width. */
const FRAME_BYTES = 9;

interface JpegSize extends PictureSize {
  /**
   * Nothing before the first scan says how the image is to be turned or its colours are meant: no segment APP1 (Exif)
   * or APP2 (a colour profile).
   */
  isPlain: boolean;
}

/**
 * Size in the first frame header of a JPEG file (ITU-T T.81, B.1 and B.2.2). Segments are passed over by their
 * lengths; bytes between segments that belong to none are passed over as libjpeg does.
 *
 * @param head its first bytes, any number of them
 * @returns null when there is none before the first scan, or not within 16 MiB
 */
async function jpegSize(encoded: EncodedBytes, head: Uint8Array<ArrayBuffer>): Promise<JpegSize | null> {
  let window = head;
  let start = 0;
  let size: PictureSize | null = null;
  let isPlain = true;
  for (let at = 2; at < Math.min(encoded.size, MAX_HEADER_BYTES); ) {
    if (at + FRAME_BYTES > start + window.length) {
      start = at;
      window = new Uint8Array(await encoded.slice(at, at + WINDOW_BYTES).arrayBuffer());
      if (window.length < FRAME_BYTES) break;
    }
    const i = at - start;
    const marker = window[i + 1];
    if (window[i] !== 0xff || marker === 0 || marker === 0xff) at++;
    else if (standsAlone(marker)) at += 2;
    else if (marker === END || marker === SCAN) return size && { ...size, isPlain };
    else {
      if (isFrame(marker))
        size ??= {
          height: (window[i + 5] << 8) | window[i + 6],
          width: (window[i + 7] << 8) | window[i + 8],
        };
      if (marker === APP1 || marker === APP2) isPlain = false;
      at += 2 + Math.max(2, (window[i + 2] << 8) | window[i + 3]);
    }
  }
  return size && { ...size, isPlain: false };
}

const APP1 = 0xe1;
const APP2 = 0xe2;

const SCAN = 0xda;
const END = 0xd9;

/** TEM, the restart markers and the start of the image have no length. */
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** SOF0 to SOF15, among which DHT, JPG and DAC are none. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
