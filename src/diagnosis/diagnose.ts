import type { Finding } from "#experiment/report.ts";
import type { Case } from "./case.ts";
import { calibrationMismatch } from "./findings/calibration-mismatch.ts";
import { clipping } from "./findings/clipping.ts";
import { fewClasses } from "./findings/few-classes.ts";
import { fewLayers } from "./findings/few-layers.ts";
import { fewPictures } from "./findings/few-pictures.ts";
import { fp32NearChance } from "./findings/fp32-near-chance.ts";
import { noSpeedUp } from "./findings/no-speed-up.ts";
import { weightDisparity } from "./findings/weight-disparity.ts";
import type { Symptom } from "./verdicts.ts";

/** The symptoms that practitioners know, in the order in which to look for their causes. */
export const SYMPTOMS = [
  fp32NearChance,
  calibrationMismatch,
  weightDisparity,
  fewPictures,
  clipping,
  fewLayers,
  fewClasses,
  noSpeedUp,
] as const satisfies readonly Symptom[];

export type SymptomId = (typeof SYMPTOMS)[number]["id"];

/** What is known of a symptom beside a run; undefined for one that a later version of the lab found. */
export const symptomOf = (id: string): Symptom | undefined => SYMPTOMS.find((symptom) => symptom.id === id);

const RANK: Record<Finding["state"], number> = { found: 0, "no-evidence": 2, clear: 3 };
const rank = ({ state, grade }: Finding): number => RANK[state] + (grade === "possible" ? 1 : 0);

/** What every check says of one run: what was found first, likely causes before possible ones; then what cannot be told. */
export function diagnose(judged: Case): Finding[] {
  return SYMPTOMS.map(({ id, symptom, check }) => ({ id, symptom, ...check(judged) })).toSorted(
    (a, b) => rank(a) - rank(b),
  );
}
