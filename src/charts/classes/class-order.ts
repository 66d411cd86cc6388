/** What a class's place among the others can go by. */
export type ClassOrder = "lost" | "gained" | "index";

/** Class indices in an order; those of which no change is known come last, equals as they are numbered. */
export function orderedClasses(changes: readonly (number | null)[], order: ClassOrder): number[] {
  const classes = changes.map((_, i) => i);
  if (order === "index") return classes;
  const sign = order === "lost" ? 1 : -1;
  const place = (i: number): number => (changes[i] ?? Infinity * sign) * sign;
  // The difference of two infinities is NaN, which sorts as equal.
  return classes.sort((a, b) => place(a) - place(b) || a - b);
}

/** One of as few pages as a list takes, all about as long; beyond the last it is the last. */
export function pageOf<T>(list: readonly T[], most: number, asked: number) {
  const pages = Math.max(1, Math.ceil(list.length / most));
  const perPage = Math.ceil(list.length / pages);
  const page = Math.min(Math.max(asked, 1), pages);
  const start = (page - 1) * perPage;
  return { shown: list.slice(start, start + perPage), start, page, pages };
}
