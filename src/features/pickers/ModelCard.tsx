import type { ModelSummary, TensorInfo } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { formatBytes, formatCount, formatMacs } from "#words/format.ts";
import classes from "./card.module.css";
import { type Fact, FactList } from "./FactList.tsx";
import { OpsHistogram } from "./OpsHistogram.tsx";

/** What reading the loaded model's file found. */
export function ModelCard() {
  const { model, modelName } = useLab(({ model, modelName }) => ({ model, modelName }));
  if (!model)
    return (
      <p className={classes.note}>
        No model is loaded. Open an .onnx file of your own, or choose one of those that come with the page.
      </p>
    );
  return (
    <section className={classes.card} aria-label="Loaded model">
      <h3 className={classes.name}>{modelName}</h3>
      {modelNotes(model).map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      <FactList facts={modelFacts(model)} />
      <Tensors title="Takes" tensors={model.inputs} />
      <Tensors title="Gives" tensors={model.outputs} />
      <details className={classes.fold}>
        <summary>Operators: {formatCount(Object.keys(model.ops).length)} kinds</summary>
        <OpsHistogram ops={model.ops} />
      </details>
      <FloatLayers />
    </section>
  );
}

function Tensors({ title, tensors }: { title: string; tensors: ModelSummary["inputs"] }) {
  return (
    <ul className={classes.tensors} aria-label={title}>
      {tensors.map((tensor) => (
        <li key={tensor.name}>
          <span className={classes.quiet}>{title}</span>
          <code>{tensor.name}</code>
          <span>{shapeText(tensor)}</span>
        </li>
      ))}
    </ul>
  );
}

const shapeText = ({ elementType, shape }: TensorInfo): string =>
  shape.length === 0 ? `${elementType}, shape not stated` : `${elementType} [${shape.join(" × ")}]`;

/** Which layers the last run of this model left in floating point, and why. */
function FloatLayers() {
  const floatNodes = useLab(({ latest, model }) => {
    const isSame = JSON.stringify(latest?.result.recipe.model) === JSON.stringify(model?.source);
    return isSame ? latest?.result.floatNodes : undefined;
  });
  if (!floatNodes) return null;
  if (floatNodes.length === 0)
    return <p className={classes.note}>In its last run every layer that can be quantized was.</p>;
  return (
    <details className={classes.fold}>
      <summary>{formatCount(floatNodes.length)} layers stay in floating point</summary>
      <ul className={classes.scroll}>
        {floatNodes.map(({ name, op, reason }) => (
          <li key={name}>
            {name} <span className={classes.quiet}>({op})</span>: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

const modelFacts = (model: ModelSummary): Fact[] => [
  { name: "File", value: formatBytes(model.sizeBytes) },
  { name: "Parameters", value: formatCount(model.parameterCount) },
  { name: "Multiply–adds, one picture", value: model.macs === null ? "not known" : formatMacs(model.macs) },
  { name: "Nodes", value: formatCount(model.nodeCount) },
  { name: "Layers to quantize", value: formatCount(model.layers.length) },
  { name: "Operator set", value: String(model.opset) },
  { name: "IR version", value: String(model.irVersion) },
  { name: "Written by", value: model.producer || "not stated" },
  { name: "Classes", value: model.classCount === null ? "none" : formatCount(model.classCount) },
];

/** What is particular about a model, in sentences. */
function modelNotes(model: ModelSummary): string[] {
  const { quantizedAlready, task, batchFreed, fixedBatch, foldedBatchNorms, pictureInput, otherInputs } =
    model;
  const { widenedTensors, narrowedTensors } = model;
  const notes: string[] = [];
  if (quantizedAlready)
    notes.push(
      `Quantized already (${quantizedAlready.kind}, ${formatCount(quantizedAlready.nodes)} nodes${quantizedAlready.floatLayers.length > 0 ? `; still FP32: ${quantizedAlready.floatLayers.join(", ")}` : ""}): Run evaluates it as it is.`,
    );
  if (!pictureInput)
    notes.push(
      "None of its inputs takes images; arrays of its shape can be run: stacked in one .npy or .npz, or one file for each item.",
    );
  else if (task === "other")
    notes.push("Not a classifier: its outputs are compared value by value, FP32 against quantized.");
  for (const { name, elementType, shape, usual } of otherInputs)
    notes.push(
      usual
        ? `Its input “${name}” gets ${usual.values === "picture-size" ? "the picture's height and width" : usual.values.join(", ")}, because ${usual.reason}; an array of that name takes its place.`
        : `Its input “${name}” (${elementType}${shape ? ` ${shape.map((size) => size || "any").join(" × ")}` : ""}) takes an array of that name beside the pictures (.npy, .npz).`,
    );
  if (batchFreed) notes.push("The file is made for one batch size; the lab made the batch free, for speed.");
  else if (model.unbatched)
    notes.push(
      "No dimension of its input counts items: all of it is one item, and items are run one by one.",
    );
  else if (fixedBatch !== null)
    notes.push(`The batch is fixed at ${formatCount(fixedBatch)}, so items are run in such batches.`);
  if (widenedTensors > 0)
    notes.push(
      "The file is in FP16; the lab computes in FP32 on its values, so FP16's own rounding is not seen.",
    );
  if (narrowedTensors > 0)
    notes.push(
      "The file computes in FP64; the lab rounds its values to FP32 and computes in that, so FP32 here is not the file's own precision.",
    );
  if (foldedBatchNorms > 0)
    notes.push(
      `${formatCount(foldedBatchNorms)} BatchNorms are folded into their layers before quantization.`,
    );
  return notes;
}
