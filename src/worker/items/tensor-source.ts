import type { LabError } from "#failures/lab-error.ts";
import { tensorBatch } from "#images/item-tensors.ts";
import type { ItemSource } from "./item-source.ts";
import type { TensorSplit } from "./tensor-split.ts";

/** The tensors of a split as network input, as they are. */
export class TensorSource implements ItemSource {
  readonly dims: readonly number[];
  readonly damaged: ReadonlyMap<number, LabError> = new Map();

  /** @param shape of the model's input, with the batch; what it leaves open is taken from the first tensor */
  constructor(
    readonly inputName: string,
    private readonly split: TensorSplit,
    shape: readonly (number | string)[],
    readonly unbatched = false,
  ) {
    const [first] = split.items;
    const own = first?.content.kind === "tensor" ? first.content.dims : [];
    const isStated = shape.length === own.length + 1;
    this.dims = own.map((size, axis) => {
      const wanted = isStated ? shape[axis + 1] : size;
      return typeof wanted === "number" ? wanted : size;
    });
  }

  async batch(indices: Uint32Array): Promise<Float32Array> {
    return tensorBatch(this.split.items, indices, this.dims);
  }

  async sound(indices: Uint32Array): Promise<Uint32Array> {
    return indices;
  }
}
