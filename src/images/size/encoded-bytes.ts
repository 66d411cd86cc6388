export interface PictureSize {
  width: number;
  height: number;
}

/** An encoded image to read from: a blob, or bytes in memory. */
export interface EncodedBytes {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Bytes in memory to read from as from a blob, without the cost of making one. */
export const encodedBytes = (bytes: Uint8Array<ArrayBuffer>): EncodedBytes => ({
  size: bytes.length,
  slice: (start, end) => ({ arrayBuffer: async () => bytes.slice(start, end).buffer }),
  arrayBuffer: async () => bytes.slice().buffer,
});
