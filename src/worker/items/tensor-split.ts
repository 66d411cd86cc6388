import type { Item } from "#images/items.ts";
import type { ItemFields } from "./item-fields.ts";

/** One split of a data set of tensors, which are fed as they are. */
export interface TensorSplit {
  readonly kind: "tensors";
  readonly items: readonly Item[];
  /** Class index of each item, −1 where it has none. */
  readonly labels: Int32Array;
  /** What other inputs of a model get with the items; absent where there is nothing for them. */
  readonly fields?: ItemFields;
}
