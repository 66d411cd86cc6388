import { useLab } from "#store/lab-context.ts";
import { Choice } from "./Choice.tsx";
import classes from "./lists.module.css";

/** The image sets that ship with the page. */
export function DataList() {
  const { datasets, data, openData, openPicker } = useLab(({ datasets, data, openData, openPicker }) => ({
    datasets,
    data,
    openData,
    openPicker,
  }));
  return (
    <ul className={classes.list}>
      {datasets.map(({ id, name }) => {
        const chosen = data?.source.kind === "bundled" && data.source.id === id;
        return (
          <li key={id}>
            <Choice
              name={name}
              description=""
              chosen={chosen}
              facts={[]}
              onChoose={() => {
                openPicker(null);
                if (!chosen) void openData(id);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}
