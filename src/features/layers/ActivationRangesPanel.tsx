import { Skeleton } from "@mantine/core";
import { useEffect } from "react";
import { modeEntry } from "#experiment/modes.ts";
import type { ActivationRange } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import type { TableColumn } from "#ui/data-table/table-column.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatShare, formatSmall } from "#words/format.ts";
import classes from "./ActivationRangesPanel.module.css";

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

type Column = TableColumn<ActivationRange>;
type NumberKey =
  | "min"
  | "max"
  | "rmin"
  | "rmax"
  | "clippedShare"
  | "bits"
  | "scale"
  | "zeroPoint"
  | "nonFinite";

const number = (
  key: NumberKey,
  heading: string,
  group: string,
  width: number,
  format: (value: number) => string,
): Column => ({
  key,
  heading,
  group,
  width,
  value: (row) => row[key],
  text: (row) => format(row[key]),
});

const layerOf = ({ layer }: ActivationRange): string => layer ?? "–";

const RANGE_COLUMNS: readonly Column[] = [
  {
    key: "tensor",
    heading: "Name",
    group: "Tensor",
    width: 176,
    isText: true,
    value: ({ tensor }) => tensor,
    text: ({ tensor }) => tensor,
  },
  {
    key: "layer",
    heading: "Layer",
    group: "Tensor",
    width: 150,
    isText: true,
    value: ({ layer }) => layer,
    text: layerOf,
    title: layerOf,
  },
  number("min", "Smallest", "Seen", 82, formatSmall),
  number("max", "Largest", "Seen", 82, formatSmall),
  number("nonFinite", "Not finite", "Seen", 82, formatCount),
  number("rmin", "From", "Range", 78, formatSmall),
  number("rmax", "To", "Range", 78, formatSmall),
  number("clippedShare", "Clipped", "Range", 84, formatShare),
  number("bits", "Bits", "Grid", 50, String),
  number("scale", "Scale", "Grid", 88, formatSmall),
  number("zeroPoint", "Zero point", "Grid", 86, String),
];
