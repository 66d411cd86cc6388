import { ActivationObserver } from "#numerics/calibration/observer.ts";
import { type BatchLoopOptions, type BatchResult, batches } from "./runtime/batch-loop.ts";
import { type Feeds, feedsOf, type InputSource } from "./runtime/input-source.ts";
import type { EngineSession, NamedTensor } from "./runtime/session.ts";
import { floatsOf } from "./runtime/tensor-data.ts";

/** One run of a session, with the values of each item told apart. */
export interface ItemBatch extends BatchResult {
  /**
   * A tensor's values of each item in turn, each to be used before the next is asked for. Where they cannot be told
   * apart all values come once.
   *
   * @param values of the same tensor in another network on the same batch; this one's where absent
   */
  parts(tensor: string, values?: NamedTensor): Iterable<Float32Array>;
}

/** The axis along which the items lie: each as one block of it, or (where several places are each one's) in turns. */
interface ItemAxis {
  axis: number;
  inTurns: boolean;
}

/** Null where no axis holds the items, or what an item has depends on those beside it. */
type ItemAxes = ReadonlyMap<string, ItemAxis | null>;

/** Largest difference, relative to the largest value, that another order of the same sums can make. */
const TOLERANCE = 1e-3;

/**
 * Runs a tapped model over items as `batches` does, and tells the values of each item apart, along whatever axis they
 * lie. The axis is found by the first batch: its first item is run alone, too (where the batch is fixed, beside the same
 * others another item takes its place), and what that gives must stand in the batch. Where a tensor has no such axis,
 * or an item's values depend on those that it is run with, all items are run one by one. So no item's values depend
 * on how many are run at a time; but in a fixed batch of several, such a tensor comes as a whole, once a run.
 *
 * @param tensors outputs or inputs of the session
 * @throws as `batches`
 */
export async function* itemBatches(
  session: EngineSession,
  tensors: readonly string[],
  source: InputSource,
  indices: Uint32Array,
  options: Omit<BatchLoopOptions, "fetches">,
): AsyncGenerator<ItemBatch, void> {
  const fetches = tensors.filter((name) => !session.inputNames.includes(name));
  let axes: ItemAxes | null = null;
  for await (const batch of batches(session, source, indices, { ...options, fetches })) {
    const { feeds, outputs, rows, count } = batch;
    if (axes === null) {
      const first = { session, source, batch, wanted: wantedOf(batch, indices), fetches };
      axes = rows === 1 ? new Map() : await itemAxes(tensors, first, options.fixedBatch !== null);
      if (options.fixedBatch === null && [...axes.values()].includes(null)) {
        yield* itemBatches(session, tensors, source, indices, { ...options, maxBatch: 1 });
        return;
      }
    }
    const known = axes;
    function* parts(name: string, tensor = feeds[name] ?? outputs[name]): Iterable<Float32Array> {
      const values = floatsOf(tensor);
      const axis = known.get(name);
      const layout = axis ? layoutOf(tensor.dims, axis, rows) : null;
      if (layout === null) yield values;
      else if (layout.outer === 1)
        for (let item = 0; item < count; item++)
          yield values.subarray(item * layout.slab, (item + 1) * layout.slab);
      else {
        const own = new Float32Array(layout.outer * layout.slab);
        for (let item = 0; item < count; item++) yield gather(values, layout, rows, item, own);
      }
    }
    yield { ...batch, parts };
  }
}

/** The items of all rows of a batch. */
const wantedOf = ({ offset, count, rows }: BatchResult, indices: Uint32Array): Uint32Array =>
  Uint32Array.from({ length: rows }, (_, row) => indices[offset + Math.min(row, count - 1)]);

/** An item's values are `outer` slabs, between which those of the other items lie. */
interface Layout {
  outer: number;
  slab: number;
}

function layoutOf(dims: readonly number[], { axis, inTurns }: ItemAxis, rows: number): Layout | null {
  const own = dims[axis] / rows;
  if (!Number.isInteger(own)) return null;
  const before = product(dims.slice(0, axis));
  const behind = product(dims.slice(axis + 1));
  return inTurns ? { outer: before * own, slab: behind } : { outer: before, slab: own * behind };
}

function gather(
  values: Float32Array,
  { outer, slab }: Layout,
  rows: number,
  item: number,
  out: Float32Array,
): Float32Array {
  for (let k = 0; k < outer; k++) {
    const from = (k * rows + item) * slab;
    if (slab === 1) out[k] = values[from];
    else out.set(values.subarray(from, from + slab), k * slab);
  }
  return out;
}

interface FirstBatch {
  session: EngineSession;
  source: InputSource;
  batch: BatchResult;
  wanted: Uint32Array;
  fetches: readonly string[];
}

async function itemAxes(tensors: readonly string[], first: FirstBatch, isFixed: boolean): Promise<ItemAxes> {
  const { session, batch, fetches } = first;
  const feeds = isFixed ? await otherFirstItem(first) : await firstItemAlone(first);
  if (feeds === null) return new Map(tensors.map((name) => [name, null]));
  const again = { ...feeds, ...(fetches.length > 0 ? await session.run(feeds, fetches) : {}) };
  const together = { ...batch.feeds, ...batch.outputs };
  return new Map(
    tensors.map((name) => {
      const of = isFixed ? axisOfChange : axisOfGrowth;
      return [name, of(together[name], again[name], batch.rows)];
    }),
  );
}

async function firstItemAlone({ source, batch, wanted }: FirstBatch): Promise<Feeds> {
  const { data } = batch.feeds[source.inputName];
  const own = { data: data.slice(0, data.length / batch.rows), dims: [1, ...source.dims] };
  return { ...(await source.others?.(wanted.slice(0, 1))), [source.inputName]: own };
}

/** The same batch with another item in the first place; null where all items are alike. */
async function otherFirstItem({ source, batch, wanted }: FirstBatch): Promise<Feeds | null> {
  const { data } = batch.feeds[source.inputName];
  const size = data.length / batch.rows;
  const at = data.findIndex((value, i) => i >= size && !Object.is(value, data[i % size]));
  return at < 0 ? null : feedsOf(source, wanted.with(0, wanted[Math.floor(at / size)]));
}

/** The axis that grows with the items and on which the first one has what it has alone. */
function axisOfGrowth(together: NamedTensor, alone: NamedTensor, rows: number): ItemAxis | null {
  const { dims } = together;
  if (dims.length !== alone.dims.length) return null;
  const grown = [...dims.keys()].filter((axis) => dims[axis] !== alone.dims[axis]);
  const [axis] = grown;
  if (grown.length !== 1 || dims[axis] !== rows * alone.dims[axis]) return null;
  const limit = tolerance(alone);
  const found = waysAlong(axis, alone.dims[axis]).find((way) => {
    const layout = layoutOf(dims, way, rows);
    if (!layout) return false;
    const own = gather(floatsOf(together), layout, rows, 0, new Float32Array(layout.outer * layout.slab));
    return own.every((value, i) => isClose(value, alone.data[i], limit));
  });
  return found ?? null;
}

/** The first axis whose part of the first item holds all that changes with that item. */
function axisOfChange(before: NamedTensor, after: NamedTensor, rows: number): ItemAxis | null {
  const { dims } = before;
  if (after.data.length !== before.data.length) return null;
  const limit = tolerance(before);
  const ways = [...dims.keys()].flatMap((axis) =>
    dims[axis] > 0 && dims[axis] % rows === 0 ? waysAlong(axis, dims[axis] / rows) : [],
  );
  const found = ways.find((way) => {
    const { slab } = layoutOf(dims, way, rows) ?? { slab: 0 };
    return before.data.every(
      (value: number, i: number) => Math.floor(i / slab) % rows === 0 || isClose(value, after.data[i], limit),
    );
  });
  return found ?? null;
}

const waysAlong = (axis: number, own: number): ItemAxis[] =>
  [false, ...(own > 1 ? [true] : [])].map((inTurns) => ({ axis, inTurns }));

function tolerance({ data }: NamedTensor): number {
  let largest = 0;
  for (const value of data) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return TOLERANCE * largest;
}

const isClose = (a: number, b: number, limit: number): boolean => Object.is(a, b) || Math.abs(a - b) <= limit;

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

interface CollectOptions extends Omit<BatchLoopOptions, "fetches"> {
  /** False leaves out the histograms: enough for min–max and cheaper. */
  histogram?: boolean;
  onBatch?: (count: number) => void;
}

/**
 * Runs the tapped model once over the calibration items and lets one observer per tensor see every value.
 * All calibration methods are derived from the observers afterwards; memory does not grow with the items. What is
 * observed of an item does not depend on how many are run at a time (see `itemBatches`).
 *
 * @param session a session whose outputs include `tensors`; a tensor may also be an input of the model
 */
export async function collectActivations(
  session: EngineSession,
  tensors: readonly string[],
  source: InputSource,
  indices: Uint32Array,
  options: CollectOptions,
): Promise<Map<string, ActivationObserver>> {
  const { histogram = true, onBatch } = options;
  const observers = new Map(tensors.map((name) => [name, new ActivationObserver({ histogram })]));
  for await (const { parts, count } of itemBatches(session, tensors, source, indices, options)) {
    for (const [name, observer] of observers) for (const part of parts(name)) observer.observe(part, 1);
    onBatch?.(count);
  }
  return observers;
}
