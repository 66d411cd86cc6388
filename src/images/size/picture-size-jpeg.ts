import type { EncodedBytes, PictureSize } from "./encoded-bytes.ts";

/** Bytes read at a time, and in all: profiles, thumbnails and depth maps may come before the size. */
const WINDOW_BYTES = 64 * 2 ** 10;
const MAX_HEADER_BYTES = 16 * 2 ** 20;
/** Bytes of a frame header that are needed: marker, length, precision, height, width. */
const FRAME_BYTES = 9;

export interface JpegSize extends PictureSize {
  /**
   * Nothing before the first scan says how the picture is to be turned or its colours are meant: no segment APP1 (Exif)
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
export async function jpegSize(
  encoded: EncodedBytes,
  head: Uint8Array<ArrayBuffer>,
): Promise<JpegSize | null> {
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
