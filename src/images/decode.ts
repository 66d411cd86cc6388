import { LabError } from "#core/lab-error.ts";
import type { RgbaImage } from "./sheet.ts";

/**
 * Decodes an encoded picture by the browser's own decoder, without colour management, so that the same
 * file gives the same numbers everywhere.
 *
 * @throws LabError `data.decode-failed` with the name given
 */
export async function decodeImage(encoded: Blob, name: string): Promise<RgbaImage> {
  try {
    const bitmap = await createImageBitmap(encoded, {
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no 2D canvas");
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return { data: context.getImageData(0, 0, width, height).data, width, height };
  } catch (cause) {
    throw new LabError("data.decode-failed", { name }, { cause });
  }
}
