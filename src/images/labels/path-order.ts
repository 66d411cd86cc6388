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
