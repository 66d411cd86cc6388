import Papa from "papaparse";
import { LabError } from "#core/lab-error.ts";
import { jsonValue } from "./json-value.ts";

/** What a label file says, still in its own words: numbers or names of classes. */
export type LabelTable =
  | { kind: "by-name"; labels: Map<string, string> }
  /** One per picture, in the order of the pictures' sorted names. */
  | { kind: "in-order"; labels: string[] };

/** The likelier names of the column first: a table with file names often has numbers called `id`, too. */
const FILE_COLUMNS = [/^(file|file_?name|image_?(name|path|file)?|path)$/i, /^(name|image_?id|id)$/i];
const LABEL_COLUMN = /^(label|labels|class|class_?(id|index|name|label)?|target|category|y)$/i;

/**
 * Reads a label file:
 * - CSV or TSV, quoted or not, with a header that names a file and a label column, or two columns without one
 * - lines `ILSVRC2012_val_00000001.JPEG 65` as in ImageNet's lists, or one label per line
 * - JSON: `{"a.png": 3}`, `[{"file": "a.png", "label": "cat"}]`, or `[3, 5, …]`
 *
 * @throws LabError `data.invalid` (problem) when no file and label column can be told, or the file is empty
 */
export function parseLabelTable(text: string, name: string): LabelTable {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  const table = /^[[{]/.test(trimmed) ? fromJson(trimmed, name) : fromRows(rowsOf(trimmed), name);
  const size = table.kind === "by-name" ? table.labels.size : table.labels.length;
  if (size === 0) throw new LabError("data.invalid", { name, problem: "it holds no labels" });
  return table;
}

function rowsOf(text: string): string[][] {
  // Space-separated lists have one blank per line; a CSV in which only some lines have blanks is a CSV.
  const lines = text.split(/\r?\n/);
  const blank = lines.every((line) => /^\S+[ \t]+\S+$/.test(line.trim()));
  if (blank) return lines.map((line) => line.trim().split(/[ \t]+/));
  return Papa.parse<string[]>(text, { skipEmptyLines: "greedy" }).data.map((row) =>
    row.map((cell) => cell.trim()),
  );
}

function fromRows(rows: string[][], name: string): LabelTable {
  const [head = []] = rows;
  if (rows.every((row) => row.length === 1)) {
    const labels = rows.map(([label]) => label);
    return { kind: "in-order", labels: LABEL_COLUMN.test(head[0] ?? "") ? labels.slice(1) : labels };
  }
  const file =
    FILE_COLUMNS.map((named) => head.findIndex((cell) => named.test(cell))).find((at) => at >= 0) ?? -1;
  const label = head.findIndex((cell) => LABEL_COLUMN.test(cell));
  if (file >= 0 && label >= 0) return byName(rows.slice(1), file, label, name);
  if (head.length === 2) return byName(rows, 0, 1, name);
  throw new LabError("data.invalid", {
    name,
    problem: `no column for files and labels among ${head.slice(0, 6).join(", ")}`,
  });
}

function byName(rows: string[][], file: number, label: number, name: string): LabelTable {
  const labels = new Map<string, string>();
  rows.forEach((row, i) => {
    if (!row[file] || !row[label]) {
      throw new LabError("data.invalid", { name, problem: `row ${i + 1} lacks a file or a label` });
    }
    labels.set(row[file], row[label]);
  });
  return { kind: "by-name", labels };
}

type Label = string | number;
const isLabel = (value: unknown): value is Label => typeof value === "string" || typeof value === "number";
const areLabels = (values: unknown[]): values is Label[] => values.every(isLabel);

function fromJson(text: string, name: string): LabelTable {
  const value = jsonValue(text, name);
  if (!Array.isArray(value)) {
    const entries = Object.entries(value);
    if (areLabels(entries.map(([, label]) => label))) {
      return { kind: "by-name", labels: new Map(entries.map(([file, label]) => [file, String(label)])) };
    }
  } else if (areLabels(value)) {
    return { kind: "in-order", labels: value.map(String) };
  } else if (value.every((pair): pair is Label[] => Array.isArray(pair) && areLabels(pair))) {
    return fromRows(
      value.map((pair) => pair.map(String)),
      name,
    );
  } else if (value.every(isRecord)) {
    const columns = Object.keys(value[0]);
    const cell = (row: Record<string, unknown>, column: string) =>
      Object.hasOwn(row, column) && isLabel(row[column]) ? String(row[column]) : "";
    return fromRows([columns, ...value.map((row) => columns.map((column) => cell(row, column)))], name);
  }
  throw new LabError("data.invalid", { name, problem: "it is not a list or map of labels" });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
