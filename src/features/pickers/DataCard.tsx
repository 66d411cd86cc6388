import { Button } from "@mantine/core";
import type { DatasetSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { formatCount, formatCounted, formatPercent } from "#words/format.ts";
import { ClassNaming } from "./ClassNaming.tsx";
import classes from "./card.module.css";
import { type Fact, FactList } from "./FactList.tsx";

/** What is known of the loaded images. */
export function DataCard() {
  const data = useLab((state) => state.data);
  if (!data)
    return (
      <p className={classes.note}>
        No images are loaded. Open pictures, a folder or an archive of your own, or choose the set that comes
        with the page.
      </p>
    );
  return (
    <section className={classes.card} aria-label="Loaded images">
      <h3 className={classes.name}>{data.name}</h3>
      {dataNotes(data).map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {data.labelsInDoubt && <LabelQuestion {...data.labelsInDoubt} />}
      <FactList facts={dataFacts(data)} />
      <ClassNaming data={data} />
      {data.classes.length > 0 && (
        <details className={classes.fold}>
          <summary>{formatCount(data.classes.length)} classes</summary>
          <ol className={classes.scroll} start={0}>
            {numbered(data.classes).map(({ index, name, symbol }) => (
              <li key={index}>
                <span className={classes.quiet}>{index}</span> {symbol} {name}
              </li>
            ))}
          </ol>
        </details>
      )}
      {data.skipped.length > 0 && (
        <details className={classes.fold}>
          <summary>{formatCounted(data.skippedCount ?? data.skipped.length, "file")} left out</summary>
          <ul className={classes.scroll} aria-label="Files that were left out">
            {data.skipped.map(({ path, reason }) => (
              <li key={path}>
                {path} <span className={classes.quiet}>because {reason}</span>
              </li>
            ))}
            {data.skippedCount !== undefined && (
              <li>and {formatCount(data.skippedCount - data.skipped.length)} more</li>
            )}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Whether labels that would give every item a class of its own are labels. */
function LabelQuestion({ from, count }: NonNullable<DatasetSummary["labelsInDoubt"]>) {
  const takeLabels = useLab((state) => state.takeLabels);
  return (
    <p className={classes.note}>
      By {labelsFromText(from)}, each of the {formatCount(count)} labelled items would be a class of its own,
      so these were not taken for labels. Are they?{" "}
      <Button size="compact-xs" variant="default" onClick={() => void takeLabels()}>
        Take them as labels
      </Button>
    </p>
  );
}

const numbered = (classes: DatasetSummary["classes"]) => classes.map((each, index) => ({ ...each, index }));

const LABELS_FROM: Record<string, string> = {
  folders: "folder names",
  table: "a label file",
  "file names": "file names",
  "data file": "the data file",
  description: "the set's description",
};

const labelsFromText = (from: string): string => LABELS_FROM[from] ?? from;

const dataFacts = (data: DatasetSummary): Fact[] => {
  const { calibrationCount, evaluationCount, labelledCount, labelsFrom, pictureSize, kind, licence } = data;
  const { fields = [], itemDims } = data;
  const unit = kind === "tensors" ? "Tensors" : "Pictures";
  return [
    { name: `${unit} for calibration`, value: formatCount(calibrationCount) },
    { name: `${unit} for evaluation`, value: formatCount(evaluationCount) },
    { name: "Labelled", value: labelledText(labelledCount.evaluation, evaluationCount) },
    { name: "Labels from", value: labelsFrom === null ? "–" : labelsFromText(labelsFrom) },
    kind === "tensors"
      ? { name: "Shape of each", value: itemDims ? itemDims.join(" × ") || "one number" : "differs" }
      : {
          name: "Size",
          value: pictureSize ? `${pictureSize.width} × ${pictureSize.height} pixels` : "differs",
        },
    ...(fields.length > 0
      ? [{ name: "Arrays for other inputs", value: fields.map(fieldText).join(", ") }]
      : []),
    ...(licence ? [{ name: "Licence", value: licence }] : []),
  ];
};

const fieldText = ({ name, dims, perItem }: NonNullable<DatasetSummary["fields"]>[number]): string => {
  const shape = dims.length > 0 ? dims.join(" × ") : "one number";
  return `${name} (${shape}${perItem ? " each" : ""})`;
};

function labelledText(labelled: number, total: number): string {
  if (labelled === 0) return "none";
  return labelled === total ? "all" : formatPercent(labelled / total);
}

/** What is particular about a set, in sentences. */
function dataNotes({ sharedSplit, labelledCount }: DatasetSummary): string[] {
  const notes: string[] = [];
  if (labelledCount.calibration + labelledCount.evaluation === 0)
    notes.push(
      "No labels were found, so accuracy cannot be told; a run compares the quantized model with FP32 instead. Labels can come from subfolders, a table beside the pictures or numbers in the file names.",
    );
  if (sharedSplit)
    notes.push(
      "There are too few to divide: the same ones calibrate and evaluate, which makes results look a little better than they are.",
    );
  return notes;
}
