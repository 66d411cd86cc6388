/** An entry of a table that several others share a name with, of other labels. */
const AMBIGUOUS = -1;

const IMAGE_ENDING = /\.(png|jpe?g|jfif|webp|gif|bmp|avif|tiff?|npy)$/i;

/** A path as tables and folders can be compared by: forward slashes, nothing in front, composed letters (NFC). */
export const plainPath = (path: string): string =>
  path
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^(?:[a-z]:)?(?:\.?\/+)*/i, "")
    .replace(/\/{2,}/g, "/");

/** Ways in which a name of a table may differ from a file's, from the strictest to the loosest. */
const READINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.toLowerCase(),
  (path) => path.replace(IMAGE_ENDING, ""),
  (path) => path.replace(IMAGE_ENDING, "").toLowerCase(),
];

/**
 * The label of each path by a table of files. The two may differ in their outer folders, in case, in the ending and in the
 * form of accented letters, as long as it stays clear which file is meant: the longest common end of two paths
 * counts, and an entry belongs to the path that it fits best. Where several fit alike there is no label.
 *
 * @param labels by file, as the table writes it
 */
export function matchFiles(paths: readonly string[], labels: ReadonlyMap<string, string>): (string | null)[] {
  const files = [...labels.keys()].map(plainPath);
  const words = [...labels.values()];
  const found = new Array<{ entry: number; fit: number } | null>(paths.length).fill(null);
  const open = new Set(paths.keys());
  READINGS.forEach((read, reading) => {
    if (open.size === 0) return;
    const byEnd = entriesByEnd(files.map(read), words);
    for (const index of open) {
      const parts = read(plainPath(paths[index])).split("/");
      for (let at = 0; at < parts.length; at++) {
        const entry = byEnd.get(parts.slice(at).join("/"));
        if (entry === undefined) continue;
        open.delete(index);
        // A stricter reading goes before any number of common folders.
        if (entry !== AMBIGUOUS)
          found[index] = { entry, fit: (READINGS.length - reading) * 1000 + parts.length - at };
        break;
      }
    }
  });
  const best = new Map<number, { fit: number; count: number }>();
  for (const each of found) {
    if (!each) continue;
    const known = best.get(each.entry);
    if (!known || each.fit > known.fit) best.set(each.entry, { fit: each.fit, count: 1 });
    else if (each.fit === known.fit) known.count++;
  }
  return found.map((each) => {
    const claim = each && best.get(each.entry);
    return each && claim?.fit === each.fit && claim.count === 1 ? words[each.entry] : null;
  });
}

/** The entry that each end of a path leads to. */
function entriesByEnd(files: readonly string[], words: readonly string[]): Map<string, number> {
  const byEnd = new Map<string, number>();
  files.forEach((file, entry) => {
    for (let at = 0; at >= 0; ) {
      const end = file.slice(at);
      const known = byEnd.get(end);
      if (known === undefined) byEnd.set(end, entry);
      else if (known !== AMBIGUOUS && words[known] !== words[entry]) byEnd.set(end, AMBIGUOUS);
      const slash = file.indexOf("/", at);
      at = slash < 0 ? -1 : slash + 1;
    }
  });
  return byEnd;
}

/**
 * The place that each path has among all of them sorted, by code units as Python's `sorted` has it; items of a data file
 * (`x.npy[10]`) by their number.
 *
 * @returns null where numbers in the names make another order (`2.png`, `10.png`): which one is meant nobody can tell
 */
export function ranksOf(paths: readonly string[]): number[] | null {
  const places = paths.map((path) => {
    const [, file = path, number = "0"] = /^(.*)\[(\d+)\]$/.exec(path) ?? [];
    return { file, number: Number(number) };
  });
  const order = [...paths.keys()].sort((a, b) => {
    const [one, other] = [places[a], places[b]];
    return one.file === other.file ? one.number - other.number : one.file < other.file ? -1 : 1;
  });
  const byNumber = new Intl.Collator("en", { numeric: true });
  for (let i = 1; i < order.length; i++) {
    const [before, after] = [places[order[i - 1]].file, places[order[i]].file];
    // Letters that the collator sorts otherwise say nothing of numbers.
    if (
      /\d/.test(before) &&
      withoutDigits(before) === withoutDigits(after) &&
      byNumber.compare(before, after) > 0
    )
      return null;
  }
  const ranks = new Array<number>(paths.length);
  order.forEach((index, rank) => {
    ranks[index] = rank;
  });
  return ranks;
}

const withoutDigits = (path: string) => path.replace(/\d+/g, "");
