import { LabError } from "#core/lab-error.ts";
import type { Entry, SkippedEntry } from "../containers/entry.ts";
import { MAX_TEXT_BYTES } from "../containers/limits.ts";
import type { ClassList } from "./class-names.ts";
import { interpretText } from "./interpret-text.ts";
import type { LabelTable } from "./label-table.ts";

/** What the text files beside the pictures say. */
export interface TextFacts {
  table: LabelTable | null;
  classLists: ClassList[];
  skipped: SkippedEntry[];
}

/** Reads text, CSV and JSON files. Tables that name files are taken together, of lists in order the first is taken. */
export async function readTexts(entries: readonly Entry[], pictureCount: number): Promise<TextFacts> {
  const facts: TextFacts = { table: null, classLists: [], skipped: [] };
  for (const { path, blob } of entries) {
    const reason =
      blob.size > MAX_TEXT_BYTES
        ? `it is larger than lists of labels are (${MAX_TEXT_BYTES / 2 ** 20} MiB)`
        : take(await blob.text(), path, pictureCount, facts);
    if (reason !== null) facts.skipped.push({ path, reason });
  }
  return facts;
}

/** Adds what a text says to the facts; else says why it is left out. */
function take(text: string, path: string, pictureCount: number, facts: TextFacts): string | null {
  try {
    const meaning = interpretText(text, path, pictureCount);
    if (meaning.kind === "classes") facts.classLists.push(meaning.classes);
    else if (!facts.table) facts.table = meaning.table;
    else if (facts.table.kind === "by-name" && meaning.table.kind === "by-name") {
      for (const [file, label] of meaning.table.labels) facts.table.labels.set(file, label);
    } else return "another file has the labels already";
    return null;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return String(error.details.problem);
  }
}
