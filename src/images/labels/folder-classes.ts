/** Folders that say which part of a set an image is in, not what is on it. */
const SPLIT_FOLDER = /^(train(ing)?|val(id(ation)?)?|test(ing)?|eval(uation)?|calib(ration)?|images?|data)$/i;

/** The class folders of a set. */
export interface FolderClasses {
  /** Name of the folder that is each path's class; null for strays. */
  names: (string | null)[];
  /** Why a path is in none: by its index. */
  strays: Map<number, string>;
}

const ABOVE = "it lies above the folders of the classes";

/**
 * Tells the folders that are classes. Folders around all of them and those of parts of a set (train, val, test) are
 * passed over. Of nested folders with images the outer one is the class, unless it holds fewer of its own than each inner one
 * does on average: those are strays, as images above all class folders are. Where such strays outnumber the others, folders are
 * no classes.
 *
 * @param paths with forward slashes
 * @returns null where there are not two classes
 */
export function folderClasses(paths: readonly string[]): FolderClasses | null {
  const folders = paths.map((path) => path.split("/").slice(0, -1));
  const strays = new Map<number, string>();
  while (passOver(folders, strays));
  const inside = () => folders.flatMap((parts, i) => (parts.length > 0 && !strays.has(i) ? [i] : []));
  // Tiny ImageNet has a folder "images" in each class.
  if (inside().every((i) => SPLIT_FOLDER.test(folders[i].at(-1) ?? "")))
    for (const i of inside()) folders[i].pop();
  const counts = countsOf(inside().map((i) => folders[i]));
  const names = folders.map((parts, i) => {
    if (strays.has(i)) return null;
    const name = parts.length > 0 ? classOf(parts, counts) : null;
    if (name === null) strays.set(i, ABOVE);
    return name;
  });
  if (new Set(names).size - (names.includes(null) ? 1 : 0) < 2) return null;
  const atTop = paths.filter((path, i) => strays.get(i) === ABOVE && !isInSplit(path)).length;
  return atTop > names.length - strays.size ? null : { names, strays };
}

const isInSplit = (path: string) => SPLIT_FOLDER.test(path.split("/").at(-2) ?? "");

/** Takes the outermost folders away where they are around all, or parts of the set; false where they are neither. */
function passOver(folders: string[][], strays: Map<number, string>): boolean {
  const inside = folders.flatMap((parts, i) => (parts.length > 0 && !strays.has(i) ? [i] : []));
  if (inside.length === 0) return false;
  const isPart = (i: number) => SPLIT_FOLDER.test(folders[i][0]);
  const [first] = inside;
  const parts = inside.filter(isPart);
  const isAround = inside.every((i) => folders[i][0] === folders[first][0]);
  const areParts = parts.length === inside.length;
  const areMost = parts.length * 2 > inside.length && parts.every((i) => folders[i].length > 1);
  if (!isAround && !areParts && !areMost) return false;
  for (const i of inside)
    if (isAround || isPart(i)) folders[i].shift();
    else strays.set(i, "it lies beside the folders of the set's parts");
  return true;
}

interface Counts {
  /** Images in the folder itself. */
  own: number;
  /** Images in the folders below it, and how many of those have any. */
  below: number;
  folders: number;
}

function countsOf(folders: readonly string[][]): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  const at = (key: string) => {
    const known = counts.get(key) ?? { own: 0, below: 0, folders: 0 };
    counts.set(key, known);
    return known;
  };
  for (const parts of folders) {
    const isNew = at(parts.join("/")).own++ === 0;
    for (let depth = 1; depth < parts.length; depth++) {
      const outer = at(parts.slice(0, depth).join("/"));
      outer.below++;
      if (isNew) outer.folders++;
    }
  }
  return counts;
}

/** Name of the outermost folder with images of its own that are no strays; null for a stray. */
function classOf(parts: readonly string[], counts: ReadonlyMap<string, Counts>): string | null {
  for (let depth = 1; depth <= parts.length; depth++) {
    const { own, below, folders } = counts.get(parts.slice(0, depth).join("/")) ?? {
      own: 0,
      below: 0,
      folders: 0,
    };
    if (own > 0 && own * folders >= below) return parts[depth - 1];
  }
  return null;
}
