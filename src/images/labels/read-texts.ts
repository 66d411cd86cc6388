import { LabError } from "#failures/lab-error.ts";
import type { Entry, SkippedEntry } from "../containers/entry.ts";
import { MAX_TEXT_BYTES } from "../containers/limits.ts";
import { type ClassList, parseClassList } from "./class-names.ts";
import { decodeText } from "./decode-text.ts";
import { type LabelTable, parseLabelTable } from "./label-table.ts";
import { plainPath } from "./match-files.ts";

/** What the text files beside the images say. */
export interface TextFacts {
  table: LabelTable | null;
  /** The files that the table is from. */
  tablePaths: string[];
  classLists: ClassList[];
  skipped: SkippedEntry[];
}

/**
 * Reads text, CSV and JSON files. Tables that name files are taken together, of lists in order the first is taken. Files
 * that a table names are looked for beside it first, and then anywhere.
 *
 * @param images their paths
 */
export async function readTexts(entries: readonly Entry[], pictures: readonly string[]): Promise<TextFacts> {
  const facts: TextFacts = { table: null, tablePaths: [], classLists: [], skipped: [] };
  const here = new Set(entries.length > 0 ? pictures.map(plainPath) : []);
  for (const { path, blob } of entries) {
    const reason =
      blob.size > MAX_TEXT_BYTES
        ? `it is larger than lists of labels are (${MAX_TEXT_BYTES / 2 ** 20} MiB)`
        : take(decodeText(new Uint8Array(await blob.arrayBuffer())), path, pictures.length, here, facts);
    if (reason !== null) facts.skipped.push({ path, reason });
  }
  return facts;
}

/** Adds what a text says to the facts; else says why it is left out. */
function take(
  text: string,
  path: string,
  pictureCount: number,
  here: ReadonlySet<string>,
  facts: TextFacts,
): string | null {
  try {
    const meaning = interpretText(text, path, pictureCount);
    if (meaning.kind === "classes") facts.classLists.push(meaning.classes);
    else {
      const { table } = meaning;
      if (table.kind === "by-name") table.labels = besideTable(table.labels, path, here);
      const reason = facts.table ? joined(facts.table, table) : null;
      if (reason !== null) return reason;
      facts.table ??= table;
      facts.tablePaths.push(path);
    }
    return null;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return String(error.details.problem);
  }
}

/** The files of a table by their paths from the top where they lie beside or below it. */
function besideTable(
  labels: Map<string, string>,
  path: string,
  here: ReadonlySet<string>,
): Map<string, string> {
  const folder = plainPath(path).split("/").slice(0, -1).join("/");
  if (folder === "") return labels;
  return new Map(
    [...labels].map(([file, label]) => {
      const beside = `${folder}/${plainPath(file)}`;
      return [here.has(beside) ? beside : file, label];
    }),
  );
}

/** Adds a table to the one before; else says why it cannot be. */
function joined(table: LabelTable, more: LabelTable): string | null {
  if (table.kind !== "by-name" || more.kind !== "by-name") return "another file has the labels already";
  for (const [file, label] of more.labels) {
    const known = table.labels.get(file);
    if (known !== undefined && known !== label)
      return `it gives “${file}” the label ${label}, and another file ${known}`;
  }
  for (const [file, label] of more.labels) table.labels.set(file, label);
  if (table.classNames?.join("\n") !== more.classNames?.join("\n")) table.classNames = undefined;
  return null;
}

/** A text file beside the images, understood. */
type TextMeaning = { kind: "labels"; table: LabelTable } | { kind: "classes"; classes: ClassList };

const FILE_NAME = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;
const TABLE_NAME = /\.(csv|tsv)$/i;
const NAMES_CLASSES = /class|categor|synset|names|words|meta/i;

const PROSE = /readme|licen[cs]e|notice|about|changes|copying/i;

/**
 * Takes a text, CSV or JSON file beside images for a table of labels or a list of classes: a table if it
 * names files or has one entry per image, a list of classes otherwise.
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
  // Columns that say nothing of images are no class names either: what is wrong with them is told.
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
