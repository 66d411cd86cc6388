import { LabError } from "#failures/lab-error.ts";
import type { RawPixels } from "../items.ts";

const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;

/** A batch of CIFAR images with one label each. */
export interface CifarBatch {
  pictures: RawPixels[];
  labels: Uint8Array;
  /** 10 or 100: how many classes the format has. */
  classes: 10 | 100;
}

/**
 * Reads a CIFAR-10 or CIFAR-100 binary batch: records of one label byte (CIFAR-100: the coarse, then the fine
 * one, which is kept) and 32×32 pixels as a red, a green and a blue plane (Krizhevsky, "The CIFAR-10 dataset",
 * binary version).
 *
 * @throws LabError `data.invalid` when the length fits no whole number of records, or a label is too large
 */
export function readCifar(bytes: Uint8Array, name: string): CifarBatch {
  const labelBytes = [1, 2].find(
    (count) => bytes.length > 0 && bytes.length % (count + PIXELS) === 0 && labelsFit(bytes, count),
  );
  if (labelBytes === undefined) {
    throw new LabError("data.invalid", { name, problem: "it is no CIFAR batch: its records do not fit" });
  }
  const record = labelBytes + PIXELS;
  const count = bytes.length / record;
  return {
    classes: labelBytes === 1 ? 10 : 100,
    labels: Uint8Array.from({ length: count }, (_, i) => bytes[i * record + labelBytes - 1]),
    pictures: Array.from({ length: count }, (_, i) => ({
      data: interleaved(bytes.subarray(i * record + labelBytes, (i + 1) * record)),
      width: SIDE,
      height: SIDE,
      channels: 3,
    })),
  };
}

function labelsFit(bytes: Uint8Array, labelBytes: number): boolean {
  const record = labelBytes + PIXELS;
  for (let at = 0; at < bytes.length; at += record) {
    if (labelBytes === 1 ? bytes[at] > 9 : bytes[at] > 19 || bytes[at + 1] > 99) return false;
  }
  return true;
}

function interleaved(planes: Uint8Array): Uint8Array {
  const out = new Uint8Array(PIXELS);
  for (let i = 0; i < PLANE; i++) {
    out[3 * i] = planes[i];
    out[3 * i + 1] = planes[PLANE + i];
    out[3 * i + 2] = planes[2 * PLANE + i];
  }
  return out;
}
