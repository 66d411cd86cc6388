import { useLab } from "#store/lab-context.ts";
import { formatCount } from "#ui/format.ts";
import { Choice } from "./Choice.tsx";
import classes from "./lists.module.css";

/** The image sets that ship with the page; what is known of one beyond its name is known once it is loaded. */
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
        const loaded = data?.source.kind === "bundled" && data.source.id === id ? data : null;
        return (
          <li key={id}>
            <Choice
              name={name}
              description={loaded ? loaded.classes.map(describeClass).join(", ") : ""}
              chosen={loaded !== null}
              facts={
                loaded
                  ? [
                      `${loaded.classes.length} classes`,
                      `${loaded.pictureSize.width}×${loaded.pictureSize.height} pixels`,
                      `${formatCount(loaded.calibrationCount)} for calibration`,
                      `${formatCount(loaded.evaluationCount)} for evaluation`,
                      loaded.licence,
                    ]
                  : []
              }
              onChoose={() => {
                openPicker(null);
                if (!loaded) void openData(id);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}

const describeClass = ({ name, symbol }: { name: string; symbol: string }): string =>
  symbol ? `${symbol} ${name}` : name;
