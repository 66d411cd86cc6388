import { LabError } from "#failures/lab-error.ts";
import { type ClassList, parseClassList } from "./class-names.ts";
import { type LabelTable, parseLabelTable } from "./label-table.ts";

/** A text file beside the pictures, understood. */
export type TextMeaning = { kind: "labels"; table: LabelTable } | { kind: "classes"; classes: ClassList };

const FILE_NAME = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;
const TABLE_NAME = /\.(csv|tsv)$/i;
const NAMES_CLASSES = /class|categor|synset|names|words|meta/i;

const PROSE = /readme|licen[cs]e|notice|about|changes|copying/i;

/**
 * Takes a text, CSV or JSON file beside pictures for a table of labels or a list of classes: a table if it
 * names files or has one entry per picture, a list of classes otherwise.
 *
 * @throws LabError `data.invalid` if it is neither
 */
export function interpretText(text: string, name: string, pictureCount: number): TextMeaning {
  if (PROSE.test(name)) throw new LabError("data.invalid", { name, problem: "it is about the pictures" });
  const table = tableOrNull(text, name);
  if (table?.kind === "by-name" && [...table.labels.keys()].some((file) => FILE_NAME.test(file))) {
    return { kind: "labels", table };
  }
  if (NAMES_CLASSES.test(name)) return { kind: "classes", classes: parseClassList(text, name) };
  // Columns that say nothing of pictures are no class names either: what is wrong with them is told.
  if (table === null && TABLE_NAME.test(name)) {
    return { kind: "labels", table: parseLabelTable(text, name) };
  }
  const fits = table?.kind === "in-order" ? table.labels.length === pictureCount : table !== null;
  const isList = /^\s*\[/.test(text) || !/^\s*\{/.test(text);
  if (table && fits && isList) return { kind: "labels", table };
  return { kind: "classes", classes: parseClassList(text, name) };
}

function tableOrNull(text: string, name: string): LabelTable | null {
  try {
    return parseLabelTable(text, name);
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}
