import type { InputSource } from "#engine/runtime/input-source.ts";
import type { LabError } from "#failures/lab-error.ts";

/** Items of a split as network input, some of which may turn out to be damaged. */
export interface ItemSource extends InputSource {
  /** Items that cannot be read, as far as they have been asked for, by index; in a batch they are zeros. */
  readonly damaged: ReadonlyMap<number, LabError>;
  /**
   * Those of `indices` that can be read; all are tried.
   *
   * @throws LabError `data.decode-failed` if none can
   */
  sound(indices: Uint32Array): Promise<Uint32Array>;
}
