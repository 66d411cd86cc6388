import type { PictureSize } from "./encoded-bytes.ts";

/** Boxes on the way to the sizes, with the bytes of their own that come before what they hold. */
const PARENTS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };
const MAX_BOXES = 10_000;

/**
 * Size of the largest image in an AVIF file: its `ispe` properties (ISO/IEC 23008-12, 6.5.3), which lie in the boxes
 * `meta`, `iprp`, `ipco`. The picture itself is as large as one of them, be it a grid of others.
 *
 * @param head the file's beginning; boxes that go beyond it are read as far as they are there
 */
export function boxesSize(head: DataView): PictureSize | null {
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
