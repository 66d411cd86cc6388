import { useLab } from "#store/lab-context.ts";
import { formatBytes, formatCount, formatPercent } from "#ui/format.ts";
import { Choice } from "./Choice.tsx";
import classes from "./lists.module.css";

/** The networks that ship with the page. */
export function ModelList() {
  const { models, model, openModel, openPicker } = useLab(({ models, model, openModel, openPicker }) => ({
    models,
    model,
    openModel,
    openPicker,
  }));
  const loaded = model?.source.kind === "bundled" ? model.source.id : null;
  return (
    <ul className={classes.list}>
      {models.map(({ id, name, description, family, top1, sizeBytes, parameters, macs, licence }) => (
        <li key={id}>
          <Choice
            name={name}
            description={description}
            chosen={id === loaded}
            facts={[
              family,
              `${formatPercent(top1.correct / top1.total)} top-1`,
              formatBytes(sizeBytes),
              `${formatCount(parameters)} parameters`,
              `${formatCount(Math.round(macs / 1e5) / 10)} M multiply–adds`,
              licence,
            ]}
            onChoose={() => {
              openPicker(null);
              if (id !== loaded) void openModel(id);
            }}
          />
        </li>
      ))}
    </ul>
  );
}
