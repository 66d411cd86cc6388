import type { Source } from "#core/recipe.ts";
import { guessPreprocess } from "#images/guess-preprocess.ts";
import type { AcceptedModel } from "#onnx/accept.ts";
import { dataTypeName } from "#onnx/data-types.ts";
import { type GraphView, graphView } from "#onnx/graph.ts";
import { countMacs, onePicture } from "#onnx/macs.ts";
import { inputFacts } from "#onnx/recognize/input-facts.ts";
import { usualValue } from "#onnx/recognize/usual-value.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import { inferShapes } from "#onnx/shape-inference/infer.ts";
import { type Summary, summarize } from "#onnx/summary.ts";
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
  const { operators, quantized, pictureInput: picture, opsets: _, ...said } = summarize(original);
  const view = graphView(accepted.model);
  const classCount = classCountOf(view);
  const facts = picture && inputFacts(graphView(original), picture, said.producer, classCount);
  const guess = facts && guessPreprocess(facts);
  const { main, others } = inputsOf(view, picture?.name ?? null);
  const [batch] = view.shapes.get(main) ?? [];
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
    fixedBatch: typeof batch === "number" ? batch : null,
    batchFreed: accepted.batchFreed,
    widenedTensors: accepted.widened,
    narrowedTensors: accepted.narrowed,
    quantizedAlready: quantized && {
      kind: quantized.form,
      nodes: Object.values(quantized.operators).reduce((sum, count) => sum + count, 0),
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

/** Classes of a model with one output of one row of scores per item; null for other models, and where it is not told. */
function classCountOf(view: GraphView): number | null {
  if (view.outputs.length !== 1) return null;
  const [{ name }] = view.outputs;
  const stated = view.shapes.get(name);
  const isOpen = !stated || stated.slice(1).some((size) => typeof size === "string");
  const shape = isOpen ? inferShapes(view, onePicture(view)).shape(name) : stated;
  if (!shape || shape.length < 2) return null;
  const [, classes, ...rest] = shape;
  return typeof classes === "number" && classes > 1 && rest.every((size) => size === 1) ? classes : null;
}
