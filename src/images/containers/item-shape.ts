/** What the model takes with each item, which arrays are read by. */
export interface ItemShape {
  /** Dimensions of one item, without the batch; a symbol takes any size. */
  dims: readonly (number | string)[];
  /** Bytes are images then, which are preprocessed. */
  takesImages: boolean;
}

/** How an array is divided into items. */
export interface ReadItems {
  count: number;
  /** Of one item, as the model wants them. */
  dims: number[];
  /** The array is one item and has no axis along which items lie. */
  isSingle: boolean;
}

/**
 * Reads an array as items of a model: stacked along the first axis, or as a single item. Dimensions of 1 may be missing
 * or too many. A shape that fits as it stands goes before one that fits without its dimensions of 1, and a stack
 * before a single item.
 *
 * @param dims of the array
 * @returns null where it holds no item of this shape
 */
export function itemsIn(
  dims: readonly number[],
  { dims: wanted }: Pick<ItemShape, "dims">,
): ReadItems | null {
  if (dims.includes(0)) return null;
  const [count = 1, ...rest] = dims;
  const stack = (own: number[] | null) => own && { count, dims: own, isSingle: false };
  const single = (own: number[] | null) => own && { count: 1, dims: own, isSingle: true };
  const stackable = dims.length > 0;
  return (
    (stackable ? stack(exactly(rest, wanted)) : null) ??
    single(exactly(dims, wanted)) ??
    (stackable ? stack(squeezed(rest, wanted)) : null) ??
    single(squeezed(dims, wanted))
  );
}

const fits = (size: number, wanted: number | string) => typeof wanted === "string" || wanted === size;

function exactly(dims: readonly number[], wanted: ItemShape["dims"]): number[] | null {
  return dims.length === wanted.length && dims.every((size, axis) => fits(size, wanted[axis]))
    ? [...dims]
    : null;
}

/** The dimensions that are not 1 fit one after the other; a symbol that none is left for is 1. */
function squeezed(dims: readonly number[], wanted: ItemShape["dims"]): number[] | null {
  const sizes = dims.filter((size) => size !== 1);
  const open = wanted.filter((size) => size !== 1).length;
  // Which of several symbols is the one of size 1 nobody can tell.
  const symbols = wanted.filter((size) => typeof size === "string").length;
  if (sizes.length !== open && !(symbols === 1 && sizes.length === open - 1)) return null;
  const own: number[] = [];
  let at = 0;
  for (const size of wanted) {
    if (size === 1 || (typeof size === "string" && sizes.length < open)) own.push(1);
    else if (fits(sizes[at], size)) own.push(sizes[at++]);
    else return null;
  }
  return own;
}

/** Dimensions in words for people: `N×3×40` with the items in front. */
export const itemsText = (dims: ItemShape["dims"]): string =>
  ["N", ...dims.map((size) => size || "any")].join("×");
