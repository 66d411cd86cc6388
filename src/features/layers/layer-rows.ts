import type { LayerResult } from "#core/report.ts";
import type { LayerInfo } from "#protocol/messages.ts";

export interface LayerRow {
  /** In the order of the graph, from 1. */
  place: number;
  name: string;
  op: string;
  kind: LayerInfo["kind"] | "";
  precision: LayerResult["precision"];
  weightMse: number | null;
  weightSqnr: number | null;
  weightMax: number | null;
  outputMse: number | null;
  outputSqnr: number | null;
  outputMax: number | null;
  fp32Ms: number | null;
  quantizedMs: number | null;
}

export type SortKey = keyof LayerRow;

export interface Sorting {
  key: SortKey;
  descending: boolean;
}

export function layerRows(layers: LayerResult[], kinds: Record<string, LayerInfo["kind"]>): LayerRow[] {
  return layers.map(({ name, op, precision, weights, output, latencyMs }, i) => ({
    place: i + 1,
    name,
    op,
    kind: kinds[name] ?? "",
    precision,
    weightMse: weights?.mse ?? null,
    weightSqnr: weights?.sqnrDb ?? null,
    weightMax: weights?.maxAbsError ?? null,
    outputMse: output?.mse ?? null,
    outputSqnr: output?.sqnrDb ?? null,
    outputMax: output?.maxAbsError ?? null,
    fp32Ms: latencyMs?.fp32 ?? null,
    quantizedMs: latencyMs?.quantized ?? null,
  }));
}

function compare(a: LayerRow[SortKey], b: LayerRow[SortKey]): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, "en", { numeric: true });
  // Two infinities differ by NaN, and count as equal.
  return Number(a) - Number(b) || 0;
}

/** A sorted copy; what has no number comes last either way. */
export function sortedRows(rows: LayerRow[], { key, descending }: Sorting): LayerRow[] {
  const known = rows.filter((row) => row[key] !== null);
  const sorted = known.toSorted((a, b) => compare(a[key], b[key]));
  return [...(descending ? sorted.reverse() : sorted), ...rows.filter((row) => row[key] === null)];
}
