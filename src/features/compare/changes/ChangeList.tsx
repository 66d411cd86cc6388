import { classChanges } from "#experiment/outcomes/class-changes.ts";
import { accuracyObstacle, isJudgedAlike } from "#experiment/outcomes/comparable.ts";
import { flipsBetween, pairedRuns } from "#experiment/outcomes/paired-outcomes.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { RunResult } from "#experiment/result.ts";
import { worstOutput } from "#numerics/errors/output-errors.ts";
import { pairedTest } from "#statistics/paired-test.ts";
import type { Score } from "#statistics/statistics.ts";
import { RecipeChanges } from "#ui/RecipeChanges.tsx";
import { formatCount, formatDecibels, formatPoints } from "#words/format.ts";
import { formatPValue } from "#words/statistics.ts";
import classes from "./ChangeList.module.css";

/** Classes named; more are counted. */
const NAMED = 3;

export interface ChangeListProps {
  from: RunResult;
  to: RunResult;
  classNames: string[];
}

/** The options that differ between two runs, then what that did to the quantized model. */
export function ChangeList({ from, to, classNames }: ChangeListProps) {
  const classChange = classesText(from, to, classNames);
  const changes = recipeDiff(from.recipe, to.recipe);
  const obstacle = accuracyObstacle(from, to);
  return (
    <>
      <RecipeChanges changes={changes} none="Nothing: the same recipe. Only times may differ." />
      <p className={classes.effect}>
        {effects(from, to).map(({ name, value }) => (
          <span key={name}>
            {name} {value}
          </span>
        ))}
      </p>
      {obstacle && <p className={classes.hint}>No difference in accuracy is shown: {obstacle}.</p>}
      {classChange && <p className={classes.hint}>{classChange}</p>}
      {changes.length > 1 && (
        <p className={classes.hint}>
          Several options changed together, so the effect cannot be put down to one of them.
        </p>
      )}
    </>
  );
}

const share = ({ correct, total }: Score): number => correct / total;

/** How the measures that both runs have moved. */
function effects(from: RunResult, to: RunResult): { name: string; value: string }[] {
  const moved: { name: string; value: string }[] = [];
  const score = (name: string, before: Score, after: Score) => {
    if (before.total > 0 && after.total > 0)
      moved.push({ name, value: formatPoints(share(after) - share(before)) });
  };
  if (accuracyObstacle(from, to) !== null) return moved;
  score("Top-1", from.quantized.top1, to.quantized.top1);
  if (to.fp32.top1.total > 0 && isJudgedAlike(from, to)) {
    const {
      lost,
      gained,
      pValue: p,
      isSignificant,
    } = pairedTest(pairedRuns(from.flips, to.flips, to.fp32.top1));
    const verdict = isSignificant ? "more than chance" : "within chance";
    moved.push({
      name: `${formatCount(lost)} lost, ${formatCount(gained)} gained:`,
      value: `${verdict}, ${formatPValue(p)}`,
    });
  }
  score("Agreement", from.agreement, to.agreement);
  const [before, after] = [worstOutput(from.outputs), worstOutput(to.outputs)];
  if (to.quantized.top1.total === 0 && before && after)
    moved.push({ name: "SQNR", value: `${formatDecibels(before.sqnrDb)} → ${formatDecibels(after.sqnrDb)}` });
  return moved;
}

/** Which classes changed between two runs by more than chance; null where none did, or that cannot be told. */
function classesText(from: RunResult, to: RunResult, names: string[]): string | null {
  if (to.fp32.top1.total === 0 || !isJudgedAlike(from, to)) return null;
  const changed = classChanges({ flips: flipsBetween(from.flips, to.flips), fp32: to.fp32 })
    .filter(({ isSignificant }) => isSignificant)
    .toSorted((a, b) => a.adjusted - b.adjusted)
    .map(({ index, lost, gained, total }) => {
      return `${names[index] ?? `class ${index}`} ${formatPoints((gained - lost) / total)}`;
    });
  if (changed.length === 0) return null;
  const rest = changed.length > NAMED ? ` and ${changed.length - NAMED} more` : "";
  return `Classes that changed by more than chance: ${changed.slice(0, NAMED).join(", ")}${rest}.`;
}
