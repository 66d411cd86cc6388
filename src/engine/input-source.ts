/** Where a session's input comes from: any number of items, asked for by index, as one float32 batch. */
export interface InputSource {
  /** The model input that takes the pictures. */
  readonly inputName: string;
  /** Dimensions of one item, without the batch. */
  readonly dims: readonly number[];
  /** The items at `indices`, in that order, `[n, …dims]`, row-major. May wait for a download. */
  batch(indices: Uint32Array): Promise<Float32Array>;
}
