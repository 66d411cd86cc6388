import type { ClassList } from "./class-names.ts";
import { folderClasses } from "./folder-classes.ts";
import type { LabelTable } from "./label-table.ts";
import { matchFiles, ranksOf } from "./match-files.ts";

/** Labels of a set of images. */
export interface AssignedLabels {
  /** Class index of each image in the order given, −1 where it has none. */
  labels: Int32Array;
  /** Names by class index: those of the list where one was given and used, else as the labels have them; null if labels are numbers. */
  classNames: string[] | null;
  /** Where the labels come from; null where there are none. */
  from: "table" | "folders" | "file names" | null;
  /** Images that do not belong to the set, by index, with the reason. */
  strays: ReadonlyMap<number, string>;
  /** Why the table says nothing; null where it does, or there is none. */
  tableProblem: string | null;
  /** The classes are those of a list that came with the images, or bear no names. */
  areConfirmed: boolean;
}

export const UNLABELLED = -1;

/** `label3`, `class_3`, `num3` anywhere, or a number in front: `3_0001.png`. */
const IN_NAME = /(?:^|[_\-.])(?:label|class|num|cls)[_\-=]?(\d{1,5})(?=[_\-.]|$)/i;
const IN_FRONT = /^(\d{1,3})[_-]/;

/**
 * Labels images by the first of these that says anything: a label table, the folders they lie in (each folder
 * one class, in alphabetical order as torchvision's ImageFolder has it, or by number where all folders are
 * numbers), or numbers in their file names.
 *
 * Labels that are words are looked up in the list of classes, by name (case and underscores do not matter) or by
 * WordNet identifier; where the list has any of them, those that it lacks are no labels.
 *
 * @param paths with forward slashes, in the order of the images
 * @param classes the list that came with the images
 */
export function assignLabels(
  paths: readonly string[],
  table: LabelTable | null,
  classes: ClassList | null,
): AssignedLabels {
  const words = table ? fromTable(paths, table) : null;
  const none = { strays: new Map<number, string>(), tableProblem: typeof words === "string" ? words : null };
  if (table && Array.isArray(words)) {
    const names = table.kind === "by-name" ? table.classNames : undefined;
    return { ...none, ...indexed(words, classes, names), from: "table" };
  }
  const folders = folderClasses(paths) ?? singleClass(paths, classes);
  if (folders)
    return { ...none, ...indexed(folders.names, classes), from: "folders", strays: folders.strays };
  const numbers = paths.map(numberIn);
  if (new Set(numbers).size > 1 && numbers.every((number) => number !== null)) {
    return { ...none, ...indexed(numbers, classes), from: "file names" };
  }
  const labels = new Int32Array(paths.length).fill(UNLABELLED);
  return { ...none, labels, classNames: null, from: null, areConfirmed: true };
}

/** The word for each path, or why there is none. */
function fromTable(paths: readonly string[], table: LabelTable): (string | null)[] | string {
  if (table.kind === "by-name") {
    const words = matchFiles(paths, table.labels);
    return words.some((word) => word !== null) ? words : "none of the files that it names is here";
  }
  const ranks = ranksOf(paths);
  return (
    ranks?.map((rank) => table.labels[rank] ?? null) ??
    "it has one label a line, and the images' names have no clear order (2, 10): name the files in it"
  );
}

/** One folder around all images is a class where the list has it. */
function singleClass(paths: readonly string[], classes: ClassList | null) {
  const [name] = paths.length > 0 ? paths[0].split("/").slice(-2, -1) : [];
  const isOne = name !== undefined && paths.every((path) => path.split("/").at(-2) === name);
  const isKnown = isOne && classes && indexOf(classes).has(key(name));
  return isKnown ? { names: paths.map(() => name), strays: new Map<number, string>() } : null;
}

function numberIn(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (IN_NAME.exec(name) ?? IN_FRONT.exec(name))?.[1] ?? null;
}

const key = (word: string) => word.replaceAll("_", " ").trim().toLowerCase();

/** Class index by name and by WordNet identifier; of two classes of one name the first. */
function indexOf({ names, synsets }: ClassList): Map<string, number> {
  const index = new Map<string, number>();
  names.forEach((name, i) => {
    if (!index.has(key(name))) index.set(key(name), i);
  });
  synsets?.forEach((synset, i) => {
    index.set(synset, i);
  });
  return index;
}

function indexed(
  words: readonly (string | null)[],
  classes: ClassList | null,
  ordered: readonly string[] = [],
): Pick<AssignedLabels, "labels" | "classNames" | "areConfirmed"> {
  const present = [...new Set(words.filter((word) => word !== null))];
  if (present.every((word) => /^\d{1,5}$/.test(word))) {
    const labels = Int32Array.from(words, (word) => (word === null ? UNLABELLED : Number(word)));
    return { labels, classNames: null, areConfirmed: false };
  }
  const given = classes && indexOf(classes);
  if (classes && given && present.some((word) => given.has(key(word)))) {
    const labels = lookedUp(words, (word) => given.get(key(word)));
    return { labels, classNames: classes.names, areConfirmed: true };
  }
  const classNames = ordered.length > 0 ? [...ordered] : present.toSorted((a, b) => (a < b ? -1 : 1));
  const index = new Map(classNames.map((name, i) => [name, i]));
  return { labels: lookedUp(words, (word) => index.get(word)), classNames, areConfirmed: false };
}

const lookedUp = (words: readonly (string | null)[], indexOfWord: (word: string) => number | undefined) =>
  Int32Array.from(words, (word) => (word === null ? UNLABELLED : (indexOfWord(word) ?? UNLABELLED)));
