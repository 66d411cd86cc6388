import { fetchPart } from "#ui/loading/fetch-part.ts";

/** Of a text that a spreadsheet would take for a formula; a plain number may begin with its sign. */
const FORMULA = /^(?![-+]?\d+(\.\d+)?([eE][-+]?\d+)?$)[=+\-@\t\r\n]/;

export type CsvCell = string | number | null;

/** What is no finite number in words that no program takes for one. */
function spoken(cell: CsvCell): CsvCell {
  if (typeof cell !== "number" || Number.isFinite(cell)) return cell;
  if (Number.isNaN(cell)) return "not a number";
  return cell > 0 ? "infinite" : "minus infinite";
}

/**
 * A table as the text of a CSV file (RFC 4180). Texts that begin as a formula does (`=`, `+`, `-`, `@`, tab, line
 * break) get an apostrophe before them, so that no spreadsheet computes what a model or a file calls itself; NaN and
 * infinities are said in words; null is an empty cell.
 *
 * @throws PartNotLoaded if the writer of such files cannot be fetched
 */
export async function csvText(
  fields: readonly string[],
  rows: readonly (readonly CsvCell[])[],
): Promise<string> {
  const papa = await fetchPart(
    () => import("papaparse"),
    (module) => module.default,
  );
  return papa.unparse(
    { fields: [...fields], data: rows.map((row) => row.map(spoken)) },
    { escapeFormulae: FORMULA },
  );
}
