import Papa from "papaparse";
import { LabError } from "#failures/lab-error.ts";
import { jsonValue } from "./decode-text.ts";

/** What a label file says, still in its own words: numbers or names of classes. */
export type LabelTable =
  | {
      kind: "by-name";
      labels: Map<string, string>;
      /** In the order of their indices, where the table has a column for each; absent else. */
      classNames?: string[] | undefined;
    }
  /** One per picture, in the order of the pictures' sorted names. */
  | { kind: "in-order"; labels: string[] };

/** The likelier names of the column first: a table with file names often has numbers called `id`, too. */
const FILE_COLUMNS = [
  /^(file|file_?names?|image_?(name|path|file)?s?|(file|image)_?path|path)$/i,
  /^(name|image_?id|id)$/i,
];
const LABEL_COLUMN = /^(label|labels|class|class_?(id|index|name|label)?|target|category|y)$/i;
/** Kaggle's boxes of ImageNet: a class and four numbers for each object. */
const PREDICTIONS_COLUMN = /^prediction_?string$/i;
const SYNSET = /^n\d{8}$/;

const FILE_NAME = /\.(png|jpe?g|jfif|webp|gif|bmp|avif|tiff?|npy)$/i;
/** A file name, which may have blanks in it, and what comes behind it. */
const FILE_AND_REST = /^"?(.+\.(?:png|jpe?g|jfif|webp|gif|bmp|avif|tiff?|npy))"?[ \t]+([^\t]+)$/i;
/** Longer lines are those of no list. */
const LONGEST_LINE = 4096;

type Refuse = (problem: string) => LabError;

/**
 * Reads a label file:
 * - CSV or TSV, quoted or not, with a header that names a file and a label column, or two columns without one
 * - a column for each class, of which each row marks one with 1; Kaggle's `ImageId,PredictionString`, by its first word
 * - lines `ILSVRC2012_val_00000001.JPEG 65` as in ImageNet's lists, also where the path has blanks, or one label per line
 * - JSON: `{"a.png": 3}`, `[{"file": "a.png", "label": "cat"}]`, or `[3, 5, …]`
 *
 * @throws LabError `data.invalid` (problem) when no file and label column can be told, a file has two labels, columns of
 *   labels contradict each other, or the file is empty
 */
export function parseLabelTable(text: string, name: string): LabelTable {
  const refuse: Refuse = (problem) => new LabError("data.invalid", { name, problem });
  // Spreadsheets say in a first line what separates the columns.
  const trimmed = text
    .replace(/^\uFEFF/, "")
    .replace(/^sep=.\r?\n/i, "")
    .trim();
  const table = /^[[{]/.test(trimmed) ? fromJson(trimmed, name, refuse) : fromRows(rowsOf(trimmed), refuse);
  const size = table.kind === "by-name" ? table.labels.size : table.labels.length;
  if (size === 0) throw refuse("it holds no labels");
  return table;
}

function rowsOf(text: string): string[][] {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => (line.length > LONGEST_LINE ? null : FILE_AND_REST.exec(line.trim())));
  const isHeader = pairs[0] === null && lines.length > 1 && /^\S+[ \t]+\S+$/.test(lines[0].trim());
  if (pairs.every((pair, i) => pair !== null || (i === 0 && isHeader)))
    return pairs.map((pair, i) => (pair ? [pair[1], pair[2].trim()] : lines[i].trim().split(/[ \t]+/)));
  // Space-separated lists have one blank per line; a CSV in which only some lines have blanks is a CSV.
  if (lines.every((line) => /^[^\s,;]+[ \t]+[^\s,;]+$/.test(line.trim())))
    return lines.map((line) => line.trim().split(/[ \t]+/));
  return Papa.parse<string[]>(lines.join("\n"), { skipEmptyLines: "greedy" }).data.map((row) =>
    row.map((cell) => cell.trim()),
  );
}

function fromRows(rows: string[][], refuse: Refuse): LabelTable {
  const [head = [], ...body] = rows;
  if (rows.every((row) => row.length === 1)) {
    const labels = rows.map(([label]) => label);
    if (labels.length > 1 && labels.every((label) => FILE_NAME.test(label)))
      throw refuse("it lists files without labels");
    return { kind: "in-order", labels: LABEL_COLUMN.test(head[0] ?? "") ? labels.slice(1) : labels };
  }
  const file =
    FILE_COLUMNS.map((named) => head.findIndex((cell) => named.test(cell))).find((at) => at >= 0) ?? -1;
  const labels = [...head.keys()].filter((at) => at !== file && LABEL_COLUMN.test(head[at]));
  const predictions = head.findIndex((cell) => PREDICTIONS_COLUMN.test(cell));
  if (file >= 0 && predictions >= 0)
    return byName(firstWords(body, predictions, refuse), file, predictions, refuse);
  if (labels.length > 0 && (file >= 0 || head.length === 2)) {
    const [label] = labels;
    for (const other of labels.slice(1)) requireAgreement(head, body, label, other, refuse);
    return byName(body, file >= 0 ? file : 1 - label, label, refuse);
  }
  if (file >= 0 && head.length === 2) return byName(body, file, 1 - file, refuse);
  const marked = file >= 0 ? oneHot(head, body, file, refuse) : null;
  return marked ?? withoutHeader(rows, refuse);
}

function firstWords(rows: string[][], at: number, refuse: Refuse): string[][] {
  return rows.map((row, i) => {
    const [word = ""] = (row[at] ?? "").split(/\s+/);
    if (!SYNSET.test(word)) throw refuse(`row ${i + 1} begins with no class of ImageNet: “${word}”`);
    return row.with(at, word);
  });
}

/** Two columns of labels say the same in other words, or nobody can tell which is meant. */
function requireAgreement(head: string[], rows: string[][], a: number, b: number, refuse: Refuse): void {
  const pairs: [from: number, to: number][] = [
    [a, b],
    [b, a],
  ];
  for (const [from, to] of pairs) {
    const other = new Map<string, string>();
    for (const row of rows) {
      const known = other.get(row[from]);
      if (known !== undefined && known !== row[to])
        throw refuse(
          `its columns “${head[a]}” and “${head[b]}” divide the images in different ways; keep one of them`,
        );
      other.set(row[from], row[to]);
    }
  }
}

/** A column for each class, with 1 where an image is of it and 0 elsewhere; null for other columns. */
function oneHot(head: string[], rows: string[][], file: number, refuse: Refuse): LabelTable | null {
  const columns = [...head.keys()].filter((at) => at !== file);
  const isMark = (cell: string | undefined) => cell !== undefined && /^[01](\.0+)?$/.test(cell);
  if (columns.length < 2 || !rows.every((row) => columns.every((at) => isMark(row[at])))) return null;
  const pairs = rows.flatMap((row, i) => {
    const marked = columns.filter((at) => Number(row[at]) === 1);
    if (marked.length > 1)
      throw refuse(
        `row ${i + 1} marks several classes (${marked
          .map((at) => head[at])
          .slice(0, 3)
          .join(", ")})`,
      );
    return marked.map((at) => [row[file], head[at]]);
  });
  return { ...byName(pairs, 0, 1, refuse), classNames: columns.map((at) => head[at]) };
}

/** Columns that no header names: one of file names, and the only other one, or the only one of words. */
function withoutHeader(rows: string[][], refuse: Refuse): LabelTable {
  const [head] = rows;
  const unclear = () => refuse(`no column for files and labels among ${head.slice(0, 6).join(", ")}`);
  if (rows.some((row) => row.length !== head.length)) {
    if (head.length !== 2) throw unclear();
    return byName(rows, 0, 1, refuse);
  }
  // A header of names that are not known is a row that names no file.
  const rest = rows.length > 1 ? rows.slice(1) : rows;
  const files = [...head.keys()].filter((at) => rest.every((row) => FILE_NAME.test(row[at])));
  if (files.length > 1) throw refuse("several of its columns name files");
  const [file = head.length === 2 ? 0 : -1] = files;
  if (file < 0) throw unclear();
  if (head.length === 2) return byName(rows, file, 1 - file, refuse);
  const isNumber = (cell: string) => cell !== "" && Number.isFinite(Number(cell));
  const words = [...head.keys()].filter((at) => at !== file && !rest.every((row) => isNumber(row[at])));
  if (words.length !== 1) throw unclear();
  return byName(FILE_NAME.test(head[file]) ? rows : rest, file, words[0], refuse);
}

function byName(
  rows: readonly (readonly string[])[],
  file: number,
  label: number,
  refuse: Refuse,
): LabelTable & { kind: "by-name" } {
  // Programs that compute with floats write 3.0, and −1 for no label.
  const areNumbers = rows.every((row) => /^(-1|\d+)(\.0+)?$/.test(row[label] ?? ""));
  const labels = new Map<string, string>();
  rows.forEach((row, i) => {
    if (!row[file] || !row[label]) throw refuse(`row ${i + 1} lacks a file or a label`);
    if (/^\d+(\s+\d+)+$/.test(row[label]))
      throw refuse(`row ${i + 1} has several labels: ${row[label].slice(0, 40)}`);
    const word = areNumbers ? String(Number(row[label])) : row[label];
    if (word === "-1" && areNumbers) return;
    const known = labels.get(row[file]);
    if (known !== undefined && known !== word)
      throw refuse(`it gives “${row[file]}” two labels, ${known} and ${word}`);
    labels.set(row[file], word);
  });
  return { kind: "by-name", labels };
}

type Label = string | number;
const isLabel = (value: unknown): value is Label => typeof value === "string" || typeof value === "number";
const areLabels = (values: unknown[]): values is Label[] => values.every(isLabel);

function fromJson(text: string, name: string, refuse: Refuse): LabelTable {
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
      refuse,
    );
  } else if (value.every(isRecord)) {
    const columns = Object.keys(value[0]);
    const cell = (row: Record<string, unknown>, column: string) =>
      Object.hasOwn(row, column) && isLabel(row[column]) ? String(row[column]) : "";
    return fromRows([columns, ...value.map((row) => columns.map((column) => cell(row, column)))], refuse);
  }
  throw refuse("it is not a list or map of labels");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
