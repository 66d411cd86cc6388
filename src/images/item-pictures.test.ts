import { describe, expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { type DecodeTo, ItemPictures } from "./item-pictures.ts";
import { type Item, tensorBatch } from "./items.ts";

const { signal } = new AbortController();
const TARGET = { width: 2, height: 1, resize: "stretch" } as const;

/** Images whose red is their number, of 8 bytes each; those of more than 100 are damaged. */
function lab(count: number, cacheBytes?: number) {
  const decoded: number[] = [];
  let now = 0;
  let most = 0;
  const decode: DecodeTo = async ({ width, height }, blob, name) => {
    now++;
    most = Math.max(most, now);
    const number = Number(await blob.text());
    await new Promise((resolve) => setTimeout(resolve, number % 3));
    now--;
    decoded.push(number);
    if (number > 100) throw new LabError("data.decode-failed", { name });
    return { data: new Uint8ClampedArray(width * height * 4).fill(number), width, height };
  };
  const items = Array.from({ length: count }, (_, i): Item => {
    return { path: `${i}.png`, content: { kind: "encoded", blob: new Blob([String(i)]) } };
  });
  return { items, decoded, pictures: new ItemPictures(items, TARGET, decode, cacheBytes), most: () => most };
}

const firstBytes = (pictures: ({ data: Uint8ClampedArray } | null)[]) =>
  pictures.map((each) => each?.data[0]);

describe("ItemPictures", () => {
  test("gives images in the order asked for, four decoded at a time", async () => {
    const { pictures, most } = lab(20);
    const indices = [7, 3, 19, 0, 11, 2, 5, 17, 8];
    expect(firstBytes(await pictures.get(indices, signal))).toEqual(indices);
    expect(most()).toBe(4);
  });

  test("decodes again only what did not fit into the cache", async () => {
    const { pictures, decoded } = lab(10, 3 * 8 + 7);
    await pictures.get([0, 1, 2, 3, 4], signal);
    decoded.length = 0;
    expect(firstBytes(await pictures.get([0, 1, 2, 3, 4], signal))).toEqual([0, 1, 2, 3, 4]);
    expect(decoded).toHaveLength(2);
  });

  test("reports damaged images, once, and goes on", async () => {
    const { pictures, decoded } = lab(200);
    expect(firstBytes(await pictures.get([99, 150, 100], signal))).toEqual([99, undefined, 100]);
    await pictures.get([150], signal);
    expect(decoded.filter((number) => number === 150)).toHaveLength(1);
    expect([...pictures.damaged].map(([index, { details }]) => [index, details.name])).toEqual([
      [150, "150.png"],
    ]);
  });

  test("stops when it is cancelled, and passes faults of our own on", async () => {
    const { pictures, decoded, items } = lab(50);
    const controller = new AbortController();
    const all = pictures.get([...items.keys()], controller.signal);
    controller.abort();
    await expect(all).rejects.toThrow(/abort/i);
    expect(decoded.length).toBeLessThanOrEqual(4);
    const broken = new ItemPictures(items, TARGET, () => Promise.reject(new TypeError("ours")));
    await expect(broken.get([1], signal)).rejects.toThrow("ours");
  });

  test("makes opaque colour of grey and colour pixels, resized where they must be", async () => {
    const pixels = (channels: 1 | 3, width: number, ...data: number[]): Item => ({
      path: "x",
      content: { kind: "pixels", data: Uint8Array.from(data), width, height: 1, channels },
    });
    const items = [pixels(1, 2, 9, 200), pixels(3, 2, 1, 2, 3, 4, 5, 6), pixels(1, 4, 50, 50, 50, 50)];
    const pictures = new ItemPictures(items, TARGET, () => Promise.reject(new Error("nothing to decode")));
    const [grey, colour, wide] = await pictures.get([0, 1, 2], signal);
    expect([...(grey?.data ?? [])]).toEqual([9, 9, 9, 255, 200, 200, 200, 255]);
    expect([...(colour?.data ?? [])]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    expect([...(wide?.data ?? [])]).toEqual([50, 50, 50, 255, 50, 50, 50, 255]);
  });
});

describe("tensorBatch", () => {
  const tensor = (path: string, dims: number[], ...values: number[]): Item => ({
    path,
    content: { kind: "tensor", data: Float32Array.from(values), dims },
  });
  const items = [tensor("a", [1, 2], 1, 2), tensor("b", [1, 2], 3, 4), tensor("c", [2, 1], 5, 6)];

  test("puts tensors one after the other as they are", () => {
    expect([...tensorBatch(items, [1, 0], [1, null])]).toEqual([3, 4, 1, 2]);
  });

  test("refuses another shape, or images", () => {
    const encoded: Item = { path: "p.png", content: { kind: "encoded", blob: new Blob() } };
    for (const [index, actual] of [
      [2, "2×1"],
      [3, "a picture"],
    ] as const) {
      try {
        tensorBatch([...items, encoded], [0, index], [1, 2]);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(LabError);
        expect((error as LabError).details).toMatchObject({ actual, expected: "1×2" });
      }
    }
  });
});
