import { SegmentedControl } from "@mantine/core";
import { useDeferredValue, useMemo } from "react";
import type { SweepDirection } from "#protocol/sensitivity.ts";
import { useLab } from "#store/lab-context.ts";
import { sameRecipe } from "#store/recipe/same-experiment.ts";
import { type SweepRecord, shownSweep } from "#store/tasks/sweep-slice.ts";
import { useTask } from "#store/tasks/use-task.ts";
import { Help } from "#ui/Help.tsx";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { TaskControls } from "#ui/notice/TaskControls.tsx";
import { TaskProgress } from "#ui/notice/TaskProgress.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatCounted, formatDuration, formatFixed } from "#words/format.ts";
import classes from "./SweepPanel.module.css";
import { SweepResults } from "./SweepResults.tsx";
import { sweepAnswer } from "./sweep-answer.ts";

const DIRECTIONS: { value: SweepDirection; label: string }[] = [
  { value: "only", label: "Only this layer quantized" },
  { value: "all-but", label: "All but this layer" },
];

const HELP =
  "Only this layer quantized: what the layer's own rounding costs, with everything else exact.\n\nAll but this layer: what it would bring back to keep the layer in FP32, with everything else as in the recipe. Layers can cover for each other, so the two rankings may differ.\n\nEvery layer is judged on the same evaluation pictures as FP32, by McNemar's mid-p test. Because many layers are tested at once, Holm's correction is applied before a difference is called more than chance: of 36 layers without any effect, one or two would otherwise pass.";

/** Which layers the accuracy hangs on. */
export function SweepPanel() {
  const { recipe, direction, sweeps, layerCount, setSweepDirection, sweep } = useLab((state) => ({
    recipe: state.recipe,
    direction: state.sweepDirection,
    sweeps: state.sweeps,
    layerCount: state.model?.layers.length ?? 0,
    setSweepDirection: state.setSweepDirection,
    sweep: state.sweep,
  }));
  const { progress, failure, isRunning: running, reason, cancel, dismissFailure } = useTask("sweep");
  const record = useDeferredValue(
    useMemo(() => shownSweep(sweeps, recipe, direction), [sweeps, recipe, direction]),
  );
  const isOwn = recipe !== null && record !== null && sameRecipe(record.recipe, recipe);
  const isCut = isOwn && !record.finished && record.rows.length > 0;
  const isDone = isOwn && record.finished !== null;
  const answer = useMemo(() => (record ? sweepAnswer(record) : ""), [record]);
  return (
    <Panel
      title="Which layers are sensitive"
      note={
        <>
          What each layer costs, found by trying: with it alone quantized, or with all but it.{" "}
          <Help about="the sensitivity sweep">{HELP}</Help>
        </>
      }
    >
      <div className={classes.body}>
        <div className={classes.controls}>
          <SegmentedControl
            size="sm"
            aria-label="Direction of the sweep"
            data={DIRECTIONS}
            value={direction}
            disabled={running}
            onChange={(value) => setSweepDirection(value as SweepDirection)}
          />
          <TaskControls
            running={running}
            start={isCut ? "Resume sweep" : "Sweep layers"}
            cancel="Cancel sweep"
            reason={reason ?? (isDone ? "This recipe has been swept in this direction." : null)}
            onStart={() => void sweep()}
            onCancel={cancel}
          />
        </div>
        {(running || record) && (
          <TaskProgress
            label="Progress of the sweep"
            progress={progress}
            text={progressText(record, progress, isOwn)}
          />
        )}
        {failure && (
          <ErrorNotice
            {...failure}
            kept={
              record && record.rows.length > 0
                ? `The ${formatCount(record.rows.length)} layers found so far are kept; “Resume sweep” goes on from there.`
                : "Nothing was lost: no layer had been measured yet."
            }
            onDismiss={dismissFailure}
          />
        )}
        {record && (record.rows.length > 0 || running) ? (
          <>
            <p className={classes.answer} aria-live={running ? "off" : "polite"}>
              {answer}
            </p>
            <SweepResults record={record} layerCount={layerCount} />
          </>
        ) : (
          <SweepIntro
            direction={direction}
            layerCount={layerCount}
            pictures={recipe?.evaluation.count ?? 0}
          />
        )}
      </div>
    </Panel>
  );
}

function progressText(
  record: SweepRecord | null,
  progress: { done: number; total: number } | null,
  isOwn: boolean,
): string {
  if (progress)
    return progress.done > 0
      ? `${formatCount(progress.done)} of ${formatCount(progress.total)} layers`
      : "FP32 and the whole recipe are measured first";
  if (!record || record.rows.length === 0) return "";
  if (!isOwn) return "Measured before the recipe was changed. Sweep again to see how its layers rank now.";
  const { finished, rows, total } = record;
  if (!finished)
    return `Cut short after ${formatCount(rows.length)} of ${formatCount(total ?? rows.length)} layers; what was found stays.`;
  return `${formatCounted(rows.length, "layer")} on ${formatCounted(finished.pictures, "picture")}${costText(finished)}.`;
}

/** What a sweep took, next to what it is made of; of one in several goes it is not known. */
function costText({ cost }: NonNullable<SweepRecord["finished"]>): string {
  if (!cost) return "";
  const { elapsedMs, evaluationMs } = cost;
  const evaluations = evaluationMs === null ? null : formatFixed(elapsedMs / evaluationMs, 1);
  return ` in ${formatDuration(elapsedMs)}${evaluations ? `, as long as ${evaluations} plain evaluations` : ""}`;
}

const WHAT: Record<SweepDirection, string> = {
  only: "One layer at a time is quantized as the recipe says while all others stay in FP32. What the accuracy loses is that layer's own share.",
  "all-but":
    "The whole recipe is applied but for one layer at a time, which stays in FP32. What comes back is what sparing that layer is worth.",
};

interface SweepIntroProps {
  direction: SweepDirection;
  layerCount: number;
  pictures: number;
}

/** What a sweep is and how to get one, where there is none yet. */
function SweepIntro({ direction, layerCount, pictures }: SweepIntroProps) {
  return (
    <div className={classes.intro}>
      <p>{WHAT[direction]}</p>
      <p>
        Press <strong>Sweep layers</strong>: {formatCount(layerCount)} layers are tried on{" "}
        {formatCounted(pictures, "evaluation picture")} and ranked here as they come. It can be cancelled at
        any time and goes on later where it was.
      </p>
    </div>
  );
}
