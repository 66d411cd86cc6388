import type { RunResult } from "#experiment/result.ts";
import type { RunCounts } from "#experiment/run-counts.ts";
import type { DiagnosisFacts } from "./facts.ts";

/** One layer treated differently from the rest, measured on the evaluation images. */
export interface SweptLayer {
  layer: string;
  lost: number;
  gained: number;
  outputSqnrDb: number;
}

/** What a check reads of a run in the log. */
export interface LoggedRun extends Pick<RunCounts, "recipe" | "agreement" | "outputSqnrDb"> {
  fp32: Pick<RunCounts["fp32"], "top1" | "backend">;
  quantized: Pick<RunCounts["quantized"], "top1">;
}

/** Everything that a check may look at. */
export interface Case {
  run: RunResult;
  /** Null where the worker could not collect them. */
  facts: DiagnosisFacts | null;
  /** Names by class index; empty where they have none. */
  classNames: readonly string[];
  /** Other finished runs that are remembered. */
  others: readonly RunResult[];
  /** Runs of this and earlier visits, the newest first, by their counts alone. */
  logged: readonly LoggedRun[];
  /** A sweep of this very recipe with one layer quantized at a time; null where none was made. */
  sweep: { pictures: number; rows: readonly SweptLayer[] } | null;
}
