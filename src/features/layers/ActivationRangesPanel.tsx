import { Skeleton } from "@mantine/core";
import { useEffect } from "react";
import { modeEntry } from "#experiment/modes.ts";
import type { ActivationRange } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount } from "#words/format.ts";
import classes from "./ActivationRangesPanel.module.css";
import { RANGE_COLUMNS } from "./range-columns.ts";

const tensorOf = ({ tensor }: ActivationRange): string => tensor;

/** The range that the recipe, as it is now, gives every activation. Follows its options at once, without a run. */
export function ActivationRangesPanel() {
  const { recipe, latest, running, ranges, failure, refreshRanges } = useLab((state) => ({
    recipe: state.recipe,
    latest: state.latest,
    running: state.tasks.run.status === "running",
    ranges: state.activationRanges,
    failure: state.rangesFailure,
    refreshRanges: state.refreshRanges,
  }));
  const mode = recipe?.mode ?? "static";
  const { withoutRanges } = modeEntry(mode);
  useEffect(() => {
    if (recipe && latest && mode === "static" && !running) refreshRanges();
  }, [recipe, latest, mode, running, refreshRanges]);

  return (
    <Panel
      title="Activation ranges"
      note="For the recipe as it is now, from the values that the last calibration collected. Changing the method, the percentile, bits or scheme only reads them again: no inference is run."
    >
      <div className={classes.body}>
        {withoutRanges ? (
          <p className={classes.hint}>{withoutRanges}</p>
        ) : failure ? (
          <ErrorNotice {...failure} kept="The results of the run are untouched." />
        ) : ranges ? (
          <>
            <DataTable label="Activation ranges" columns={RANGE_COLUMNS} rows={ranges} idOf={tensorOf} />
            <p className={classes.hint}>{summary(ranges)}</p>
          </>
        ) : running ? (
          <Skeleton height={300} animate={false} />
        ) : (
          <p className={classes.hint}>
            Run once: these calibration pictures have not been through the network yet, so there are no values
            to read ranges from.
          </p>
        )}
      </div>
    </Panel>
  );
}

function summary(ranges: ActivationRange[]): string {
  const clipped = ranges.filter(({ clippedShare }) => clippedShare > 0).length;
  const broken = ranges.filter(({ nonFinite }) => nonFinite > 0);
  const count = broken.reduce((sum, { nonFinite }) => sum + nonFinite, 0);
  const finite =
    count === 0
      ? "All values seen were finite."
      : `${formatCount(count)} values in ${formatCount(broken.length)} tensors were NaN or infinite and left out.`;
  return `${formatCount(ranges.length)} tensors; ${formatCount(clipped)} clip some of the values seen. ${finite}`;
}
