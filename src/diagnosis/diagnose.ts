import type { Finding, SymptomId } from "#experiment/report.ts";
import type { Case } from "./diagnosed-run.ts";
import { calibrationMismatch } from "./findings/calibration-mismatch.ts";
import { clipping } from "./findings/clipping.ts";
import { fewClasses } from "./findings/few-classes.ts";
import { fewLayers } from "./findings/few-layers.ts";
import { fewPictures } from "./findings/few-pictures.ts";
import { fp32NearChance } from "./findings/fp32-near-chance.ts";
import { noSpeedUp } from "./findings/no-speed-up.ts";
import { weightDisparity } from "./findings/weight-disparity.ts";
import type { Check } from "./verdicts.ts";

/** The symptoms that practitioners know, in the order in which it pays to look for their causes. */
export const SYMPTOMS: readonly { id: SymptomId; symptom: string; check: Check }[] = [
  {
    id: "near-chance",
    symptom: "FP32 itself is near chance, or not what it is known for",
    check: fp32NearChance,
  },
  {
    id: "calibration-mismatch",
    symptom: "Calibration pictures unlike the others",
    check: calibrationMismatch,
  },
  { id: "weight-disparity", symptom: "Channels of very different range", check: weightDisparity },
  { id: "few-pictures", symptom: "Too few calibration pictures", check: fewPictures },
  { id: "clipping", symptom: "Unstable outputs: activations clipped", check: clipping },
  { id: "few-layers", symptom: "The drop comes from few layers", check: fewLayers },
  { id: "few-classes", symptom: "Only certain classes lose", check: fewClasses },
  { id: "no-speed-up", symptom: "Less speed-up than expected", check: noSpeedUp },
];

const RANK: Record<Finding["state"], number> = { found: 0, "no-evidence": 2, clear: 3 };
const rank = ({ state, grade }: Finding): number => RANK[state] + (grade === "possible" ? 1 : 0);

/** What every check says of one run: what was found first, likely causes before possible ones; then what cannot be told. */
export function diagnose(judged: Case): Finding[] {
  return SYMPTOMS.map(({ id, symptom, check }) => ({ id, symptom, ...check(judged) })).toSorted(
    (a, b) => rank(a) - rank(b),
  );
}
