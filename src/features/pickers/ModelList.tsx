import type { ModelSummary } from "#protocol/messages.ts";
import type { ModelEntry } from "#store/catalog-schema.ts";
import { useLab } from "#store/lab-context.ts";
import { formatBytes, formatCount, formatPercent } from "#ui/format.ts";
import { Choice } from "./Choice.tsx";
import classes from "./lists.module.css";

/** The networks that ship with the page, after the person's own file where one is loaded. */
export function ModelList() {
  const { models, model, modelName, openModel, openPicker } = useLab((state) => ({
    models: state.models,
    model: state.model,
    modelName: state.modelName,
    openModel: state.openModel,
    openPicker: state.openPicker,
  }));
  return (
    <ul className={classes.list}>
      {model && model.source.kind !== "bundled" && (
        <li>
          <Choice
            name={modelName}
            description="Your own file, read in this tab."
            chosen
            facts={[
              formatBytes(model.sizeBytes),
              `${formatCount(model.parameterCount)} parameters`,
              ...factsOfGraph(model),
            ]}
            onChoose={() => openPicker(null)}
          />
        </li>
      )}
      {models.map((entry) => {
        const loaded = model?.source.kind === "bundled" && model.source.id === entry.id ? model : null;
        return (
          <li key={entry.id}>
            <Choice
              name={entry.name}
              description={entry.description}
              chosen={loaded !== null}
              facts={[...factsOf(entry), ...(loaded ? factsOfGraph(loaded) : [])]}
              onChoose={() => {
                openPicker(null);
                if (!loaded) void openModel(entry.id);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}

const factsOf = ({ family, top1, sizeBytes, parameters, macs, licence }: ModelEntry): string[] => [
  family,
  `${formatPercent(top1.correct / top1.total)} top-1`,
  formatBytes(sizeBytes),
  `${formatCount(parameters)} parameters`,
  `${(macs / 1e6).toFixed(1)} M multiply–adds`,
  `${licence} licence`,
];

/** What reading the file found. */
const factsOfGraph = ({ nodeCount, opset, producer, layers, foldedBatchNorms }: ModelSummary): string[] => [
  `${formatCount(nodeCount)} nodes, opset ${opset}`,
  ...(producer ? [`written by ${producer}`] : []),
  `${formatCount(layers.length)} layers to quantize`,
  foldedBatchNorms > 0
    ? `${formatCount(foldedBatchNorms)} BatchNorms folded before quantization`
    : "no separate BatchNorms",
];
