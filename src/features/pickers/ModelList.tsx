import { useLab } from "#store/lab-context.ts";
import type { ModelEntry } from "#store/workspace/catalog-schema.ts";
import { formatBytes, formatCount, formatMacs, formatPercent } from "#words/format.ts";
import { Choice } from "./Choice.tsx";
import classes from "./lists.module.css";

/** The networks that ship with the page. */
export function ModelList() {
  const { models, model, openModel, openPicker } = useLab((state) => ({
    models: state.models,
    model: state.model,
    openModel: state.openModel,
    openPicker: state.openPicker,
  }));
  return (
    <ul className={classes.list}>
      {models.map((entry) => {
        const chosen = model?.source.kind === "bundled" && model.source.id === entry.id;
        return (
          <li key={entry.id}>
            <Choice
              name={entry.name}
              description={entry.description}
              chosen={chosen}
              facts={factsOf(entry)}
              onChoose={() => {
                openPicker(null);
                if (!chosen) void openModel(entry.id);
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
  `${formatMacs(macs)} multiply–adds`,
  `${licence} licence`,
];
