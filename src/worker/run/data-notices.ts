import { nearChance } from "#core/near-chance.ts";
import type { Notice, Score } from "#core/report.ts";
import type { LoadedData } from "../loaded-data.ts";
import type { Evaluation } from "./evaluation.ts";

/** What is worth knowing of the data before anything is run. */
export function dataNotices({ summary }: LoadedData, { labels }: Evaluation): Notice[] {
  const { sharedSplit, evaluationCount } = summary;
  return [
    ...(sharedSplit ? [{ code: "data.split-shared", details: { count: evaluationCount } } as const] : []),
    ...labels.notices,
  ];
}

/** That FP32 gets as many items right as guessing would, if it does. */
export function chanceNotices({ correct, total }: Score, classes: number): Notice[] {
  const { nearChance: isNear, pValue } = nearChance(correct, total, classes);
  return isNear ? [{ code: "fp32.near-chance", details: { correct, total, classes, pValue } }] : [];
}

/** Pictures of both splits that could not be decoded, as far as the run has come across them. */
export function damageNotices({ calibration, evaluation }: LoadedData): Notice[] {
  const splits = calibration === evaluation ? [calibration] : [calibration, evaluation];
  const errors = splits.flatMap((split) =>
    split.kind === "pictures" && split.damaged ? [...split.damaged.values()] : [],
  );
  if (errors.length === 0) return [];
  const { name, reason } = errors[0].details;
  return [{ code: "data.pictures-skipped", details: { count: errors.length, first: name, reason } }];
}
