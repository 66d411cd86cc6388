import { expect, test } from "vitest";
import { type FileKind, fileKind } from "./file-kind.ts";

const text = (words: string) => new TextEncoder().encode(words);

test.each<[FileKind, string, Uint8Array]>([
  ["picture", "a.txt", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10)],
  ["picture", "b", text("RIFF\0\0\0\0WEBPVP8 ")],
  ["picture", "c", text("\0\0\0\x1cftypavif")],
  ["picture", "c", text("\0\0\0\x1cftypmif1\0\0\0\0mif1avif")],
  ["heic", "IMG_1.jpg", text("\0\0\0\x18ftypheic\0\0\0\0mif1heic")],
  ["picture", "d", Uint8Array.of(0x42, 0x4d, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0)],
  ["text", "cars.txt", text("BMW\nAudi\nMercedes\nVolvo")],
  ["unknown", "c.wav", text("RIFF\0\0\0\0WAVEfmt ")],
  ["zip", "a.npz", Uint8Array.of(0x50, 0x4b, 3, 4)],
  ["gzip", "x.png", Uint8Array.of(0x1f, 0x8b, 8)],
  ["idx", "t10k-images-idx3-ubyte", Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1)],
  ["unknown", "zeros", new Uint8Array(64)],
  ["npy", "a", Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0)],
  ["html", "model.onnx", text("\n <!DOCTYPE html><title>404")],
  ["svg", "a.png", text('<?xml version="1.0"?><svg xmlns="')],
  ["json", "labels.json", text("{}")],
  ["table", "labels.TSV", text("file\tlabel")],
])("%s: %s", (kind, name, head) => {
  expect(fileKind(head, name)).toBe(kind);
});

test("a tar archive is known by the mark at byte 257", () => {
  const head = new Uint8Array(512);
  head.set(text("ustar"), 257);
  expect(fileKind(head, "a.bin")).toBe("tar");
});
