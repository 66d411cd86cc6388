import { type ClassChange, classChanges } from "#experiment/outcomes/class-changes.ts";
import type { FindingAction } from "#experiment/report.ts";
import { mcnemarPValue, SIGNIFICANCE } from "#statistics/mcnemar.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import { formatNames } from "#words/recipe-words.ts";
import { formatPValue } from "#words/statistics.ts";
import type { Case } from "../case.ts";
import { clear, found, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";

/** More than half of the classes is no longer a few. */
const A_FEW = 0.5;
/** Below this many images for each class, chance decides how many a class gets. */
const FEWEST_SHARE = 4;

/** Losses without a gain that the strictest step of Holm's correction would call significant. */
function fewestLosses(classes: number): number {
  let lost = 1;
  while (mcnemarPValue(lost, 0) * classes >= SIGNIFICANCE) lost++;
  return lost;
}

/**
 * Only certain classes lose, and the others together do not: the calibration set may lack them, or their features lie
 * in the channels that suffer.
 */
export const fewClasses = {
  id: "few-classes",
  symptom: "Only certain classes lose",
  learn:
    "The mean accuracy can hide a class that is lost. Classes with few pictures in the calibration set, or told apart by small differences, go first. Each class is tested by itself, and corrected for there being many of them.",
  check,
} as const satisfies Symptom;

function check(judged: Case): Verdict {
  const { run } = judged;
  if (run.fp32.top1.total === 0) return noEvidence("Without labels it cannot be told which classes lose.");
  const changes = classChanges(run);
  const losing = changes.filter(({ isSignificant, lost, gained }) => isSignificant && lost > gained);
  const needed = fewestLosses(changes.length);
  const largest = Math.max(...changes.map(({ total }) => total));
  if (losing.length === 0 && largest < needed)
    return noEvidence(
      `No class has more than ${formatCounted(largest, "picture")}; of ${formatCount(changes.length)} tested one would have to lose ${formatCount(needed)} of them for it to be more than chance. Evaluate on more pictures.`,
    );
  if (losing.length === 0)
    return clear(
      `None of ${formatCount(changes.length)} classes loses more than chance would have it (McNemar's mid-p test per class, Holm's correction).`,
    );
  if (losing.length > A_FEW * changes.length)
    return clear(
      `${formatCount(losing.length)} of ${formatCount(changes.length)} classes lose significantly: the loss is general.`,
    );
  const rest = changes.filter((change) => !losing.includes(change));
  const [lost, gained] = [sum(rest, "lost"), sum(rest, "gained")];
  const p = mcnemarPValue(lost, gained);
  if (lost > gained && p < SIGNIFICANCE)
    return clear(
      `${formatCount(losing.length)} of ${formatCount(changes.length)} classes lose significantly, and the others lose, too: ${formatCount(lost)} pictures against ${formatCount(gained)} gained (${formatPValue(p)}). The loss is general.`,
    );
  const name = (index: number) => judged.classNames[index] ?? `class ${index}`;
  const worst = losing.toSorted((a, b) => a.adjusted - b.adjusted);
  const [first] = worst;
  const mix = judged.facts?.classMix ?? null;
  const rare = mix ? worst.filter(({ index }) => isRare(mix.calibration, index)) : [];
  return found({
    grade: "likely",
    evidence: [
      `${worst.length === 1 ? "1 class" : `${formatCount(worst.length)} classes`} of ${formatCount(changes.length)} ${worst.length === 1 ? "loses" : "lose"} significantly: ${formatNames(worst.map(({ index }) => name(index)))}. Most clearly “${name(first.index)}”: ${formatCount(first.lost)} of ${formatCount(first.total)} pictures lost, ${formatCount(first.gained)} gained (${formatPValue(first.adjusted)} after Holm's correction over ${formatCount(changes.length)} classes).`,
      mix === null
        ? "How many calibration pictures these classes have is not known."
        : rare.length > 0
          ? `Of these, ${formatNames(rare.map(({ index }) => name(index)))} ${rare.length === 1 ? "has" : "have"} less than half of an equal share of the calibration pictures.`
          : "The calibration set is not short of them by more than chance.",
    ],
    cause:
      rare.length > 0
        ? "The calibration set hardly holds these classes, so that the ranges do not fit the values they cause."
        : "What tells these classes apart lies in values that quantization rounds away or clips.",
    action: remedy(judged, rare.length > 0),
    table: {
      caption: "Classes that change significantly",
      columns: ["Class", "Pictures", "Lost", "Gained", "p after Holm", "Calibration pictures"],
      rows: worst.map(({ index, total, lost, gained, adjusted }) => [
        name(index),
        total,
        lost,
        gained,
        adjusted,
        mix ? mix.calibration[index] : "unknown",
      ]),
    },
  });
}

const sum = (changes: readonly ClassChange[], what: "lost" | "gained"): number =>
  changes.reduce((total, change) => total + change[what], 0);

/** Less than half of what the class would have if all had as many, where that is enough to tell. */
function isRare(pictures: readonly number[], index: number): boolean {
  const share = pictures.reduce((sum, each) => sum + each, 0) / pictures.length;
  return share >= FEWEST_SHARE && pictures[index] < share / 2;
}

function remedy({ run }: Case, isRareInCalibration: boolean): FindingAction {
  if (isRareInCalibration && run.recipe.calibration.classes)
    return { kind: "edit", label: "Calibrate on pictures of all classes", edit: { drop: ["classes"] } };
  if (isRareInCalibration)
    return { kind: "show", label: "Choose pictures with these classes", place: "images" };
  return { kind: "show", label: "Show their flipped pictures", place: "compare" };
}
