/** Grey or RGB pixels, 8 bits each, interleaved row by row: `height · width · channels` bytes. */
export interface RawPixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** One thing to feed to a network, as it was found: an encoded picture, bare pixels, or a tensor that needs no preprocessing. */
export type ItemContent =
  | { kind: "encoded"; readonly blob: Blob; readonly bytes?: Uint8Array<ArrayBuffer> | undefined }
  | ({ kind: "pixels" } & RawPixels)
  | { kind: "tensor"; data: Float32Array; dims: readonly number[] };

/** A picture or tensor of a set. */
export interface Item {
  /** Path within the dropped folder or archive, or `file[index]` within a data file. */
  path: string;
  content: ItemContent;
}
