import { intsAttr } from "../../model/graph/attributes.ts";
import { tensorDims } from "../../model/read/tensor.ts";
import { type ElementBytes, elementBytes, tensorOfBytes } from "./element-bytes.ts";
import type { Evaluate } from "./evaluate.ts";

/** Transpose; `perm` reverses the axes where it is not given. Null where it does not name each axis once. */
export const transpose: Evaluate = (node, [data]) => {
  const elements = data && elementBytes(data);
  if (!elements) return null;
  const dims = tensorDims(data);
  const perm = intsAttr(node, "perm") ?? dims.map((_, i) => dims.length - 1 - i);
  if (perm.length !== dims.length || dims.some((_, axis) => !perm.includes(axis))) return null;
  const from = asNumbers(elements);
  const to = from.slice();
  permute(from, to, dims, perm);
  const turned = perm.map((axis) => dims[axis]);
  return tensorOfBytes(data, turned, new Uint8Array(to.buffer));
};

/** A copy of the bytes, aligned, as one number per element. */
function asNumbers({ bytes, width }: ElementBytes) {
  const { buffer } = new Uint8Array(bytes);
  if (width === 1) return new Uint8Array(buffer);
  if (width === 2) return new Uint16Array(buffer);
  return width === 4 ? new Uint32Array(buffer) : new BigUint64Array(buffer);
}

function permute<T extends ReturnType<typeof asNumbers>>(
  from: T,
  to: T,
  dims: readonly number[],
  perm: readonly number[],
): void {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1));
  let at = 0;
  const walk = (depth: number, start: number) => {
    const size = dims[perm[depth]];
    const stride = strides[perm[depth]];
    if (depth < perm.length - 1) for (let i = 0; i < size; i++) walk(depth + 1, start + i * stride);
    else for (let i = 0; i < size; i++) to[at++] = from[start + i * stride];
  };
  if (perm.length > 0) walk(0, 0);
}
