import type { Feeds } from "#engine/runtime/input-source.ts";
import type { NamedTensor } from "#engine/runtime/session.ts";
import type { Preprocess } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { Field } from "#images/containers/fields.ts";
import { targetOf } from "#images/preprocess/preprocess.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import type { ItemFields } from "./item-fields.ts";

type OtherInput = ModelSummary["otherInputs"][number];

/** The input of a model that takes the images (the first input of a model that takes none), and the other inputs. */
export interface ModelInput {
  name: string;
  /** As the file states it, with the batch; empty where it does not. */
  shape: readonly (number | string)[];
  /** Items at a time that the model is fixed to; null where it takes any number. */
  fixedBatch: number | null;
  /** One item is fed as it is, without the batch of 1 that `shape` has in front. */
  unbatched: boolean;
  others: readonly OtherInput[];
}

/** What one input gets with the items at `indices`. */
type Feeding = (indices: Uint32Array) => NamedTensor;

/**
 * Finds what the inputs beside the images get: the array with the input's name, else the only array of its shape,
 * else its usual value.
 *
 * @returns null for a model with one input
 * @throws LabError `data.input-missing` (input, type, shape, arrays) where none of these exists,
 *   `data.shape-mismatch` where the array with the input's name has another shape
 */
export function otherFeeds(
  { others, fixedBatch }: ModelInput,
  fields: ItemFields | undefined,
  preprocess: Preprocess,
): ((indices: Uint32Array) => Promise<Feeds>) | null {
  if (others.length === 0) return null;
  const left = new Set(fields?.all);
  const taken = new Map<string, Field>();
  for (const input of others) {
    const field = fields?.named(input.name);
    if (!field) continue;
    if (!fits(field, input, fixedBatch)) throw mismatch(field, input);
    taken.set(input.name, field);
    left.delete(field);
  }
  const feedings = others.map((input): [string, Feeding] => {
    const alike = [...left].filter((each) => each.dims.length > 0 && fits(each, input, fixedBatch));
    const field = taken.get(input.name) ?? (input.usual === null && alike.length === 1 ? alike[0] : null);
    if (field && fields) {
      left.delete(field);
      return [input.name, fieldFeeding(input, field, fields, fixedBatch)];
    }
    if (input.usual === null) throw missing(input, fields);
    return [input.name, usualFeeding(input, input.usual.values, fixedBatch, preprocess)];
  });
  return async (indices) => Object.fromEntries(feedings.map(([name, feed]) => [name, feed(indices)]));
}

/** Whether an input has one row for each item of a batch. */
const isBatched = ({ shape }: OtherInput, fixedBatch: number | null): boolean =>
  shape !== null && shape.length > 0 && (typeof shape[0] === "string" || shape[0] === fixedBatch);

/** The dimensions of one item's row, or of all where an input is not batched. */
const ownDims = (input: OtherInput, fixedBatch: number | null): readonly (number | string)[] =>
  (isBatched(input, fixedBatch) ? input.shape?.slice(1) : input.shape) ?? [];

function fits(field: Field, input: OtherInput, fixedBatch: number | null): boolean {
  if (input.shape === null) return true;
  if (field.perItem && !isBatched(input, fixedBatch)) return false;
  return fittedDims(field, ownDims(input, fixedBatch)) !== null;
}

/** Dimensions of an array as the input wants them, which may have ones in front that the array lacks, or the reverse. */
function fittedDims({ dims }: Field, wanted: readonly (number | string)[]): number[] | null {
  const missing = wanted.length - dims.length;
  const found = missing >= 0 ? [...new Array<number>(missing).fill(1), ...dims] : dims.slice(-missing);
  if (missing < 0 && dims.slice(0, -missing).some((size) => size !== 1)) return null;
  return found.every((size, axis) => typeof wanted[axis] === "string" || wanted[axis] === size)
    ? found
    : null;
}

function fieldFeeding(
  input: OtherInput,
  field: Field,
  fields: ItemFields,
  fixedBatch: number | null,
): Feeding {
  const isRows = input.shape === null ? field.perItem : isBatched(input, fixedBatch);
  const own = input.shape === null ? field.dims : (fittedDims(field, ownDims(input, fixedBatch)) ?? []);
  return isRows
    ? (indices) => ({ data: fields.rows(field, indices), dims: [indices.length, ...own] })
    : () => ({ data: field.data, dims: own });
}

function usualFeeding(
  input: OtherInput,
  values: number[] | "picture-size",
  fixedBatch: number | null,
  preprocess: Preprocess,
): Feeding {
  const { width, height } = targetOf(preprocess);
  const pattern = values === "picture-size" ? [height, width] : values;
  const own = ownDims(input, fixedBatch).map(Number);
  const size = own.reduce((product, dim) => product * dim, 1);
  const isRows = isBatched(input, fixedBatch);
  return ({ length }) => {
    const data = Float32Array.from(
      { length: isRows ? size * length : size },
      (_, i) => pattern[i % pattern.length],
    );
    return { data, dims: isRows ? [length, ...own] : own };
  };
}

/** What a model can be tried on before there are items: inputs with a row for each item, and what the others get. */
export function trialInputs(
  { name, others, fixedBatch }: ModelInput,
  itemDims: readonly number[],
): { batched: { name: string; dims: readonly number[] }[]; constants: Feeds } {
  const open = (input: OtherInput) =>
    ownDims(input, fixedBatch).map((size) => (typeof size === "number" ? size : 1));
  const batched = others.filter((input) => isBatched(input, fixedBatch));
  const constants = others.filter((input) => !isBatched(input, fixedBatch));
  return {
    batched: [{ name, dims: itemDims }, ...batched.map((input) => ({ name: input.name, dims: open(input) }))],
    constants: Object.fromEntries(
      constants.map((input) => {
        const dims = open(input);
        const values = input.usual?.values;
        const value = values === undefined || values === "picture-size" ? 1 : values[0];
        const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1)).fill(value);
        return [input.name, { data, dims }];
      }),
    ),
  };
}

const shapeText = (shape: readonly (number | string)[] | null): string =>
  shape === null ? "of a shape that is not stated" : `[${shape.map((size) => size || "any").join("×")}]`;

function mismatch({ name, dims }: Field, { shape }: OtherInput): LabError {
  const expected = shapeText(shape);
  return new LabError("data.shape-mismatch", { what: "input", name, actual: shapeText(dims), expected });
}

function missing({ name, elementType, shape }: OtherInput, fields: ItemFields | undefined): LabError {
  const arrays = (fields?.all ?? []).slice(0, 8).map((field) => `${field.name} ${shapeText(field.dims)}`);
  const details = { input: name, type: elementType, shape: shapeText(shape), arrays: arrays.join(", ") };
  return new LabError("data.input-missing", details);
}

/**
 * Whether images of these dimensions fit the model's input.
 *
 * @throws LabError `data.shape-mismatch` with both shapes
 */
export function checkInput(
  input: { name: string; shape: readonly (number | string)[] },
  dims: readonly number[],
): void {
  // A file may leave the shape of its input open.
  if (input.shape.length === 0) return;
  const fits = input.shape
    .slice(1)
    .every((expected, i) => typeof expected === "string" || expected === dims[i]);
  if (fits && input.shape.length === dims.length + 1) return;
  throw new LabError("data.shape-mismatch", {
    what: "input",
    name: input.name,
    actual: `N×${dims.join("×")}`,
    expected: input.shape.join("×"),
  });
}
