import { worstFirst } from "#numerics/errors/output-errors.ts";
import type { SweepRow } from "#protocol/sensitivity.ts";
import { holmAdjusted } from "#statistics/holm.ts";
import { mcnemarPValue, SIGNIFICANCE } from "#statistics/mcnemar.ts";
import type { SweepRecord } from "#store/tasks/sweep-slice.ts";
import type { Estimate, SweepMeasure } from "./sweep-measures.ts";
import { discordant } from "./sweep-measures.ts";

/** Pictures lost and gained by quantizing one layer, McNemar's mid-p, and Holm's correction of it among all layers. */
export interface LayerTest {
  lost: number;
  gained: number;
  p: number;
  adjustedP: number;
  tests: number;
}

export interface RankedLayer {
  row: SweepRow;
  /** 1 is the layer that matters most. */
  place: number;
  estimate: Estimate;
  /** Null without labels. */
  test: LayerTest | null;
  /** The accuracy differs by more than chance, though the layer is one of many. */
  isFinding: boolean;
}

/** One test per layer; layers still to come count as tests without a result. */
function layerTests({ direction, rows, total }: SweepRecord): LayerTest[] {
  const pairs = rows.map((row) => discordant(direction, row));
  const pValues = pairs.map(({ lost, gained }) => mcnemarPValue(lost, gained));
  const tests = Math.max(rows.length, total ?? 0);
  const adjusted = holmAdjusted([...pValues, ...Array<number>(tests - rows.length).fill(1)]);
  return pairs.map((pair, i) => ({ ...pair, p: pValues[i], adjustedP: adjusted[i], tests }));
}

/** The layers of a sweep, the one that matters most first; ties by the noise of the output, which has none. */
export function rankedLayers(record: SweepRecord, measure: SweepMeasure): RankedLayer[] {
  const { direction, rows, whole } = record;
  if (!whole) return [];
  const tests = layerTests(record);
  // What is not a number is the worst: it costs most, and brings back least.
  const byValue = (a: number, b: number) =>
    measure.first === "largest" ? worstFirst(b, a) : worstFirst(a, b);
  const byNoise = (a: number, b: number) => (direction === "only" ? worstFirst(a, b) : worstFirst(b, a));
  return rows
    .map((row, i) => ({
      row,
      estimate: measure.of(row, whole),
      test: row.top1.total > 0 ? tests[i] : null,
      isFinding: row.top1.total > 0 && tests[i].adjustedP < SIGNIFICANCE,
    }))
    .toSorted(
      (a, b) =>
        byValue(a.estimate.value, b.estimate.value) || byNoise(a.row.outputSqnrDb, b.row.outputSqnrDb),
    )
    .map((layer, i) => ({ ...layer, place: i + 1 }));
}
