import { product } from "../../infer/shapes/rule.ts";
import { axesFromFront } from "../../infer/shapes/view-rules.ts";
import { intAttr, intsAttr } from "../../model/graph/attributes.ts";
import { type Batched, keptFixed, onlyFirst } from "./batch-rule.ts";

/** What becomes of an operator that is told the shape of its output. */
export interface Retargeted {
  /** The axis along which the output holds the items. */
  axis: number;
  /** What takes the place of the input that says the shape; `"batch"` stands for the batch's length. */
  target?: { input: number; sizes: readonly (number | "batch")[] };
}

export type TargetRule = (batched: Batched) => Retargeted;

/** The items lie where the same elements come before: what is in front of the batch stays in front of it. */
const reshape: TargetRule = (batched) => {
  const { node, shape, outputShape, constant, batchPosition } = batched;
  const at = onlyFirst(batched);
  const dims = outputShape(0);
  const before = product(shape(0).slice(0, at));
  const candidates = dims.flatMap((size, axis) =>
    size === 1 && product(dims.slice(0, axis)) === before ? [axis] : [],
  );
  const computed = batchPosition(1);
  if (computed !== null) {
    if (candidates.includes(computed)) return { axis: computed };
    throw keptFixed(node, "moves the batch");
  }
  const target = constant(1)?.data;
  if (!target || product(dims) === 0) throw keptFixed(node, "has a shape that is computed");
  const axis = [at, target.indexOf(-1), candidates[0]].find((each) => candidates.includes(each));
  if (axis === undefined) throw keptFixed(node, "mixes the batch with other axes");
  const copies = intAttr(node.proto, "allowzero", 0) !== 1 && axis === at;
  if (target[axis] === -1 || (target[axis] === 0 && copies)) return { axis };
  return { axis, target: { input: 1, sizes: dims.with(axis, copies ? 0 : -1) } };
};

const expand: TargetRule = (batched) => {
  const { node, shape, outputShape, constant, batchPosition } = batched;
  const at = batched.axis(0);
  const rank = outputShape(0).length;
  const computed = batchPosition(1);
  const target = constant(1)?.data;
  const targetRank = target?.length ?? shape(1)[0];
  const fromTarget = computed === null ? null : rank - targetRank + computed;
  const fromData = at === null ? null : rank - shape(0).length + at;
  const axis = fromData ?? fromTarget;
  if (axis === null || (!target && computed === null)) throw keptFixed(node, "has a shape that is computed");
  const stretches = target && (target[axis - rank + targetRank] ?? 1) !== 1;
  const ownSize = at === null ? (shape(0)[axis - rank + shape(0).length] ?? 1) : 1;
  if (stretches || ownSize !== 1 || (fromTarget !== null && fromTarget !== axis)) {
    throw keptFixed(node, "mixes the batch with other axes");
  }
  return { axis };
};

const constantOfShape: TargetRule = ({ node, batchPosition }) => {
  const axis = batchPosition(0);
  if (axis === null) throw keptFixed(node, "mixes the batch with other axes");
  return { axis };
};

/** Resize by scales or by sizes, of some axes only from version 18 on. */
const resize: TargetRule = (batched) => {
  const { node, opset, shape, constant, batchPosition } = batched;
  const at = onlyFirst(batched);
  const axes = axesFromFront(
    intsAttr(node.proto, "axes") ?? shape(0).map((_, axis) => axis),
    shape(0).length,
  );
  const i = axes?.indexOf(at) ?? -1;
  if (axes && i < 0) return { axis: at };
  if (node.inputs[3]) {
    if (batchPosition(3) === i) return { axis: at };
    const sizes = constant(3)?.data;
    if (sizes?.[i] === 1)
      return { axis: at, target: { input: 3, sizes: sizes.map((size, j) => (j === i ? "batch" : size)) } };
  } else if (constant(opset < 11 ? 1 : 2)?.data[i] === 1) {
    return { axis: at };
  }
  throw keptFixed(node, "may resize the batch");
};

export const TARGET_RULES: ReadonlyMap<string, TargetRule> = new Map([
  ["Reshape", reshape],
  ["Expand", expand],
  ["ConstantOfShape", constantOfShape],
  ["Resize", resize],
]);
