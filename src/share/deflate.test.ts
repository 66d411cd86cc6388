import { deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { deflate, inflate, TooLong } from "./deflate.ts";

const text = (length: number) =>
  Uint8Array.from({ length }, (_, i) => (i * i) % 251) satisfies Uint8Array<ArrayBuffer>;
const zipped = (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes));

afterEach(() => vi.unstubAllGlobals());

describe.each(["the browser's streams", "no streams for raw DEFLATE"])("with %s", (kind) => {
  const setUp = () => {
    if (kind.startsWith("no")) vi.stubGlobal("DecompressionStream", undefined);
  };

  test.each([0, 1, 5000, 300_000])(
    "%i bytes come back whole, also from another compressor",
    async (length) => {
      setUp();
      const bytes = text(length);
      expect(Buffer.compare(await inflate(await deflate(bytes), 1_000_000), bytes)).toBe(0);
      expect(Buffer.compare(await inflate(zipped(bytes), 1_000_000), bytes)).toBe(0);
    },
  );

  test("stops at the limit, and refuses what is damaged or cut off", async () => {
    setUp();
    const bomb = zipped(new Uint8Array(10_000_000));
    await expect(inflate(bomb, 1000)).rejects.toThrow(TooLong);
    const whole = zipped(text(5000));
    await expect(inflate(whole.slice(0, whole.length >> 1), 1_000_000)).rejects.toThrow();
    await expect(inflate(new Uint8Array([255, 255, 255, 255]), 1_000_000)).rejects.toThrow();
  });
});
