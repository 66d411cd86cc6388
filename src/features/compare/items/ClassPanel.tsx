import { Skeleton } from "@mantine/core";
import { memo, useMemo } from "react";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import { Panel } from "#ui/Panel.tsx";
import type { Shown } from "../use-shown.ts";
import classes from "./ClassPanel.module.css";
import { adjustedByClass } from "./class-significance.ts";

const ClassAccuracyChart = lazyPart(
  () => import("#charts/classes/ClassAccuracyChart.tsx"),
  ({ ClassAccuracyChart: Chart }) => Chart,
);

/** Which classes suffer. The empty chart stands there before a run, so that a run only has to fill it. */
export const ClassPanel = memo(function ClassPanel({ shown }: { shown: Shown }) {
  const { scores, quantizedName, classes: named, isLive } = shown;
  const names =
    named.length > 0 ? named.map(({ name }) => name) : scores.fp32.perClass.map((_, i) => `class ${i}`);
  const pValues = useMemo(() => adjustedByClass(scores), [scores]);
  const skeleton = <Skeleton height={327} animate={false} />;
  return (
    <Panel
      title="Accuracy per class"
      note={
        isLive
          ? "So far, of the run under way."
          : "Share of each class's pictures named rightly. Classes with * change by more than chance (McNemar's mid-p test, Holm's correction)."
      }
    >
      <div className={classes.chart}>
        {names.length === 0 ? (
          skeleton
        ) : (
          <ClassAccuracyChart
            fallback={skeleton}
            classNames={names}
            fp32={scores.fp32.perClass}
            quantized={scores.quantized?.perClass ?? null}
            quantizedName={quantizedName}
            pValues={pValues}
          />
        )}
      </div>
    </Panel>
  );
});
