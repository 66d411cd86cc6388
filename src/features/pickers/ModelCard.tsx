import type { ModelSummary, TensorInfo } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { formatCount } from "#words/format.ts";
import classes from "./card.module.css";
import { FactList } from "./FactList.tsx";
import { modelFacts, modelNotes } from "./model-facts.ts";
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
