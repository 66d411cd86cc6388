import type { DatasetSummary } from "#protocol/messages.ts";
import { formatCount, formatPercent } from "#words/format.ts";
import type { Fact } from "./FactList.tsx";

const LABELS_FROM: Record<string, string> = {
  folders: "folder names",
  table: "a label file",
  "file names": "file names",
  "data file": "the data file",
  description: "the set's description",
};

export const labelsFromText = (from: string): string => LABELS_FROM[from] ?? from;

export const dataFacts = (data: DatasetSummary): Fact[] => {
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
export function dataNotes({ sharedSplit, labelledCount }: DatasetSummary): string[] {
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
