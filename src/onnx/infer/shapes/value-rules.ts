import { intAttr, tensorAttr } from "../../model/graph/attributes.ts";
import { constantValue } from "../../model/graph/graph.ts";
import { TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { LARGEST_VALUE, type SmallValue, smallValue } from "./facts.ts";
import { type Asked, allKnown, product } from "./rule.ts";
import { intsOf } from "./view-rules.ts";

/** Elements of a node's first output, row-major; null where they do not follow from shapes and small constants. */
type ValueRule = (asked: Asked) => SmallValue | null;

const integers = (data: readonly number[]): SmallValue => ({ data, isInteger: true });

const same: ValueRule = ({ value }) => value(0);

const shapeOf: ValueRule = ({ node, shape }) => {
  const dims = shape(0);
  const end = intAttr(node.proto, "end", dims?.length ?? 0);
  return dims && integers(dims.slice(intAttr(node.proto, "start", 0), end));
};

const sizeOf: ValueRule = ({ shape }) => {
  const dims = shape(0);
  return dims && integers([product(dims)]);
};

const constant: ValueRule = ({ node }) => {
  const tensor = constantValue(node.proto);
  return tensor && smallValue(tensor);
};

const cast: ValueRule = ({ node, value }) => {
  const from = value(0);
  const to = intAttr(node.proto, "to", 0);
  if (!from) return null;
  if (to === Type.INT64 || to === Type.INT32) return integers(from.data.map(Math.trunc));
  return to === Type.FLOAT ? { data: from.data.map(Math.fround), isInteger: false } : null;
};

/** Of scalars and vectors only: those are what shapes are put together from. */
const concat: ValueRule = ({ node, shape, value }) => {
  if (node.inputs.length > LARGEST_VALUE) return null;
  const parts = node.inputs.map((_, i) => (shape(i)?.length === 1 ? value(i) : null));
  const known = allKnown(parts);
  if (!known) return null;
  return { data: known.flatMap(({ data }) => data), isInteger: known.every(({ isInteger }) => isInteger) };
};

const gather: ValueRule = ({ shape, value }) => {
  const from = shape(0)?.length === 1 ? value(0) : null;
  const indices = value(1);
  if (!from || !indices) return null;
  const data = allKnown(indices.data.map((index) => from.data.at(index)));
  return data && { ...from, data };
};

const slice: ValueRule = (asked) => {
  const { node, shape, value } = asked;
  const from = shape(0)?.length === 1 ? value(0) : null;
  const start = intsOf(asked, "starts", 1)?.[0];
  const end = intsOf(asked, "ends", 2)?.[0];
  const step = node.inputs[4] ? value(4)?.data[0] : 1;
  return from && start !== undefined && end !== undefined && step === 1
    ? { ...from, data: from.data.slice(start, end) }
    : null;
};

const constantOfShape: ValueRule = ({ node, value }) => {
  const count = product(value(0)?.data ?? [Number.POSITIVE_INFINITY]);
  if (count > LARGEST_VALUE) return null;
  const filling = tensorAttr(node.proto, "value");
  const filled = filling ? smallValue(filling) : { data: [0], isInteger: false };
  return filled && { ...filled, data: Array<number>(count).fill(filled.data[0]) };
};

/** Of operands of one length, or of a single element: what Expand with -1 becomes when it is exported. */
const where: ValueRule = ({ value }) => {
  const [condition, yes, no] = [value(0), value(1), value(2)];
  if (!condition || !yes || !no) return null;
  const length = Math.max(...[condition, yes, no].map(({ data }) => data.length));
  const at = ({ data }: SmallValue, i: number) => (data.length === 1 ? data[0] : data[i]);
  const data = Array.from({ length }, (_, i) => at(at(condition, i) ? yes : no, i));
  return { data, isInteger: yes.isInteger && no.isInteger };
};

/** Of operands of one length, or one of a single element. */
const arithmetic =
  (operation: (a: number, b: number, isInteger: boolean) => number): ValueRule =>
  ({ value }) => {
    const a = value(0);
    const b = value(1);
    if (!a || !b) return null;
    const length = Math.max(a.data.length, b.data.length);
    if ([a, b].some(({ data }) => data.length !== 1 && data.length !== length)) return null;
    const isInteger = a.isInteger && b.isInteger;
    const data = Array.from({ length }, (_, i) =>
      operation(a.data[i] ?? a.data[0], b.data[i] ?? b.data[0], isInteger),
    );
    return { data: isInteger ? data : data.map(Math.fround), isInteger };
  };

const rounding =
  (operation: (value: number) => number): ValueRule =>
  ({ value }) => {
    const from = value(0);
    return from && { ...from, data: from.data.map(operation) };
  };

export const VALUE_RULES: ReadonlyMap<string, ValueRule> = new Map(
  Object.entries({
    Shape: shapeOf,
    Size: sizeOf,
    Constant: constant,
    Cast: cast,
    Concat: concat,
    Gather: gather,
    Slice: slice,
    Identity: same,
    Squeeze: same,
    Unsqueeze: same,
    Reshape: same,
    Flatten: same,
    Floor: rounding(Math.floor),
    Ceil: rounding(Math.ceil),
    ConstantOfShape: constantOfShape,
    Where: where,
    Equal: arithmetic((a, b) => Number(a === b)),
    Add: arithmetic((a, b) => a + b),
    Sub: arithmetic((a, b) => a - b),
    Mul: arithmetic((a, b) => a * b),
    Div: arithmetic((a, b, isInteger) => (isInteger ? Math.trunc(a / b) : a / b)),
  }),
);

/** Whether a value is worth following: of few elements, all of them known. */
export function isSmall({ data }: SmallValue): boolean {
  return data.length <= LARGEST_VALUE && data.every((value) => Number.isFinite(value));
}
