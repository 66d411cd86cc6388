import { fromFront } from "../../infer/shapes/rule.ts";
import { intAttr } from "../../model/graph/attributes.ts";
import { type BatchRule, keptFixed, onlyFirst } from "./batch-rule.ts";

/** Operators that work along an axis, or along those behind it. */
export const along =
  (absent: number, reach: "one" | "rest"): BatchRule =>
  (batched) => {
    const { node, shape } = batched;
    const at = onlyFirst(batched);
    const axis = fromFront(intAttr(node.proto, "axis", absent), shape(0).length);
    if (axis === null || (reach === "one" ? axis === at : axis <= at)) {
      throw keptFixed(node, "works across the batch");
    }
    return at;
  };
