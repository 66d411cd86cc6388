import type { Source } from "#experiment/recipe.ts";
import { guessPreprocess } from "#images/preprocess/guess-preprocess.ts";
import { countMacs, onePicture } from "#onnx/infer/macs.ts";
import { inferShapes } from "#onnx/infer/shapes/infer.ts";
import { dataTypeName } from "#onnx/model/graph/data-types.ts";
import { type GraphView, graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { AcceptedModel } from "#onnx/prepare/accept.ts";
import { inputFacts } from "#onnx/recognize/input-facts.ts";
import { type Summary, summarize } from "#onnx/recognize/summary.ts";
import { usualValue } from "#onnx/recognize/usual-value.ts";
import type { ModelSummary } from "#protocol/messages.ts";

/** What is known of the file beside the graph in it. */
export interface FileFacts {
  source: Source;
  sha256: string;
  sizeBytes: number;
}

/** What the page is told of a model, as the file has it and as the lab runs it. */
export function modelSummary(
  original: ModelProto,
  accepted: AcceptedModel,
  prepared: { layers: Summary["layers"]; foldedBatchNorms: number },
  file: FileFacts,
): ModelSummary {
  const {
    operators,
    quantized,
    pictureInput: picture,
    opsets: _,
    layers: inFile,
    ...said
  } = summarize(original);
  const view = graphView(accepted.model);
  const { main, others } = inputsOf(view, picture?.name ?? null);
  const dims = view.shapes.get(main) ?? [];
  const unbatched = picture === null && isUnbatched(view, dims);
  const fixedBatch = unbatched ? 1 : typeof dims[0] === "number" ? dims[0] : null;
  const classCount = classCountOf(view, fixedBatch);
  const facts = picture && inputFacts(graphView(original), picture, said.producer, classCount);
  const guess = facts && guessPreprocess(facts);
  return {
    ...said,
    ...file,
    ...prepared,
    ops: operators,
    // Of old operators no shapes are known, of those in their place they are.
    macs: said.macs ?? countMacs(view).total,
    task: classCount === null ? "other" : "classification",
    pictureInput:
      picture && guess
        ? {
            name: picture.name,
            layout: guess.preprocess.layout,
            channels: guess.preprocess.channels === "gray" ? 1 : 3,
            height: picture.height,
            width: picture.width,
          }
        : null,
    otherInputs: others,
    // Scores without a dimension for the batch are of one item.
    fixedBatch: fixedBatch ?? (isRow(view) ? 1 : null),
    ...(unbatched ? { unbatched } : {}),
    batchFreed: accepted.batchFreed,
    widenedTensors: accepted.widened,
    narrowedTensors: accepted.narrowed,
    quantizedAlready: quantized && {
      kind: quantized.form,
      nodes: Object.values(quantized.operators).reduce((sum, count) => sum + count, 0),
      floatLayers: inFile.filter(({ weightShape }) => weightShape !== null).map(({ name }) => name),
    },
    preprocessGuess: guess && {
      preset: guess.preset,
      preprocess: guess.preprocess,
      reason: guess.reasons.join(" "),
    },
    classCount,
  };
}

/** The input that takes the items, and what is known of the others: settings are none that items go to. */
function inputsOf(
  view: GraphView,
  picture: string | null,
): { main: string; others: ModelSummary["otherInputs"] } {
  const all = view.inputs.map(({ name }) => ({
    name,
    elementType: dataTypeName(view.elementTypes.get(name) ?? 0),
    shape: view.shapes.get(name) ?? null,
    usual: usualValue(view, name),
  }));
  const main = picture ?? (all.find(({ usual }) => usual === null) ?? all[0])?.name ?? "";
  return { main, others: all.filter(({ name }) => name !== main) };
}

/** Shape of an output for one item; null where it is not known. */
function outputShape(view: GraphView, name: string): readonly (number | string)[] | null {
  const stated = view.shapes.get(name);
  const isOpen = !stated || stated.slice(1).some((size) => typeof size === "string");
  return (isOpen ? inferShapes(view, onePicture(view)).shape(name) : stated) ?? null;
}

/**
 * Whether the first dimension of the input counts no items: it is a number above 1, or the only one, and no output has
 * it in front.
 */
function isUnbatched(view: GraphView, [first, ...rest]: readonly (number | string)[]): boolean {
  if (first === undefined || first === 1 || (typeof first === "string" && rest.length > 0)) return false;
  return view.outputs.every(({ name }) => {
    const [size] = view.shapes.get(name) ?? [first];
    return size !== first && (typeof size === "number" || size === undefined);
  });
}

/** Whether the only output has one dimension, of a known size above 1: what is given for one item. */
function isRow(view: GraphView): boolean {
  if (view.outputs.length !== 1) return false;
  const shape = view.shapes.get(view.outputs[0].name);
  return shape?.length === 1 && typeof shape[0] === "number" && shape[0] > 1;
}

/**
 * Classes of a model with one output of one row of scores per item, among dimensions of 1 or without any; null for other
 * models, and where it is not told.
 */
function classCountOf(view: GraphView, fixedBatch: number | null): number | null {
  if (view.outputs.length !== 1) return null;
  const [{ name }] = view.outputs;
  const shape = outputShape(view, name);
  if (!shape) return null;
  // One dimension alone is that of the classes, unless it counts the items.
  const isLone = isRow(view) && (fixedBatch === null || fixedBatch === 1);
  const own = isLone ? shape : shape.slice(1);
  const [classes, ...others] = own.filter((size) => size !== 1);
  if (typeof classes !== "number" || classes < 2 || others.length > 0) return null;
  return own[0] === classes || !isSignal(view, name) ? classes : null;
}

/** Operators that leave the dimensions of their first input as they are. */
const ELEMENTWISE =
  /^(Add|Cast|Clip|Div|Dropout|Elu|Gelu|HardSigmoid|HardSwish|Identity|LayerNormalization|LeakyRelu|LogSoftmax|Mul|Relu|Sigmoid|Softmax|Softplus|Sub|Tanh)$/;
/** Operators whose last dimensions are places in an image, a signal or a sequence. */
const PLACES = /(Conv|ConvTranspose|Pool|Resize|Upsample|Pad|RNN|LSTM|GRU)$/;

/** Whether the last dimension of a tensor holds places, and no classes: a layer over places has written it. */
function isSignal(view: GraphView, output: string): boolean {
  for (let tensor = output, steps = 0; steps < 64; steps++) {
    const node = view.producers.get(tensor);
    if (!node) return true;
    if (PLACES.test(node.op)) return true;
    if (!ELEMENTWISE.test(node.op)) return false;
    [tensor] = node.inputs;
  }
  return true;
}
