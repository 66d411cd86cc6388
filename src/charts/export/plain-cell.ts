/**
 * A cell of a chart's table as a file wants it: numbers as they are, texts with the page's minus signs, thousands
 * separators and narrow spaces taken back where all of it is one number.
 */
export function plainCell(cell: string | number | null): string | number {
  if (cell === null || typeof cell === "number") return cell ?? "";
  const plain = cell.replaceAll("\u2212", "-").replaceAll("\u00a0", " ");
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
}
