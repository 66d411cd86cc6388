import type { ClassList } from "./class-names.ts";
import type { LabelTable } from "./label-table.ts";

/** Labels of a set of pictures. */
export interface AssignedLabels {
  /** Class index of each picture in the order given, −1 where it has none. */
  labels: Int32Array;
  /** Names by class index: those of the list where one was given and used, else as the labels have them; null if labels are numbers. */
  classNames: string[] | null;
  /** Where the labels come from; null where there are none. */
  from: "table" | "folders" | "file names" | null;
}

export const UNLABELLED = -1;

/** `label3`, `class_3`, `num3` anywhere, or a number in front: `3_0001.png`. */
const IN_NAME = /(?:^|[_\-.])(?:label|class|num|cls)[_\-=]?(\d{1,5})(?=[_\-.]|$)/i;
const IN_FRONT = /^(\d{1,3})[_-]/;

/** Folders that say which part of a set a picture is in, not what is on it. */
const SPLIT_FOLDER = /^(train(ing)?|val(id(ation)?)?|test(ing)?|eval(uation)?|calib(ration)?|images?|data)$/i;

/**
 * Labels pictures by the first of these that says anything: a label table, the folders they lie in (each folder
 * one class, in alphabetical order as torchvision's ImageFolder has it, or by number where all folders are
 * numbers), or numbers in their file names.
 *
 * Labels that are words are looked up in the list of classes, by name (case and underscores do not matter) or by
 * WordNet identifier; where the list has any of them, those that it lacks are no labels.
 *
 * @param paths with forward slashes, in the order of the pictures
 * @param classes the list that came with the pictures
 */
export function assignLabels(
  paths: readonly string[],
  table: LabelTable | null,
  classes: ClassList | null,
): AssignedLabels {
  if (table) return { ...indexed(fromTable(paths, table), classes), from: "table" };
  const folders = paths.map(folderOf);
  if (areClasses(folders, classes)) return { ...indexed(folders, classes), from: "folders" };
  const numbers = paths.map(numberIn);
  if (new Set(numbers).size > 1 && numbers.every((number) => number !== null)) {
    return { ...indexed(numbers, classes), from: "file names" };
  }
  return { labels: new Int32Array(paths.length).fill(UNLABELLED), classNames: null, from: null };
}

function fromTable(paths: readonly string[], table: LabelTable): (string | null)[] {
  if (table.kind === "in-order") {
    return rankOf(paths).map((rank) => table.labels[rank] ?? null);
  }
  const byStem = new Map<string, string | null>();
  for (const [file, label] of table.labels) {
    const known = byStem.get(stem(file));
    // Two files of one name in different folders: the name alone tells nothing.
    byStem.set(stem(file), known === undefined || known === label ? label : null);
  }
  return paths.map((path) => byTail(path, table.labels) ?? byStem.get(stem(path)) ?? null);
}

/** The place that each path has among all of them sorted. */
export function rankOf(paths: readonly string[]): number[] {
  const order = [...paths.keys()].sort((a, b) => (paths[a] < paths[b] ? -1 : 1));
  const ranks = new Array<number>(paths.length);
  order.forEach((index, rank) => {
    ranks[index] = rank;
  });
  return ranks;
}

/** The label of a path, or of its end: tables often leave out the outer folders. */
function byTail(path: string, labels: ReadonlyMap<string, string>): string | undefined {
  for (let at = 0; ; ) {
    const label = labels.get(path.slice(at));
    const slash = path.indexOf("/", at);
    if (label !== undefined || slash < 0) return label;
    at = slash + 1;
  }
}

/** File name without folders and ending, which tables may leave out, too. */
const stem = (path: string) => path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");

/** The folder just above a file; null at the top. */
const folderOf = (path: string) => path.split("/").at(-2) ?? null;

function areClasses(
  folders: readonly (string | null)[],
  classes: ClassList | null,
): folders is readonly string[] {
  const distinct = [...new Set(folders)];
  if (distinct.some((folder) => folder === null)) return false;
  if (distinct.every((folder) => SPLIT_FOLDER.test(folder ?? ""))) return false;
  if (distinct.length > 1) return true;
  const index = classes && indexOf(classes);
  return distinct.length === 1 && index?.get(key(distinct[0] ?? "")) !== undefined;
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
): Pick<AssignedLabels, "labels" | "classNames"> {
  const present = [...new Set(words.filter((word) => word !== null))];
  if (present.every((word) => /^\d{1,5}$/.test(word))) {
    const labels = Int32Array.from(words, (word) => (word === null ? UNLABELLED : Number(word)));
    return { labels, classNames: null };
  }
  const given = classes && indexOf(classes);
  if (classes && given && present.some((word) => given.has(key(word)))) {
    return { labels: lookedUp(words, (word) => given.get(key(word))), classNames: classes.names };
  }
  const classNames = present.toSorted((a, b) => (a < b ? -1 : 1));
  const index = new Map(classNames.map((name, i) => [name, i]));
  return { labels: lookedUp(words, (word) => index.get(word)), classNames };
}

const lookedUp = (words: readonly (string | null)[], indexOfWord: (word: string) => number | undefined) =>
  Int32Array.from(words, (word) => (word === null ? UNLABELLED : (indexOfWord(word) ?? UNLABELLED)));
