import { Select } from "@mantine/core";
import { memo, useMemo } from "react";
import { MiniErrorChart } from "#charts/MiniErrorChart.tsx";
import { MiniHistogramChart } from "#charts/MiniHistogramChart.tsx";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { comparison } from "../comparison.ts";
import { beforeAfter, errorCounts, extremes, union } from "../histograms.ts";
import type { MiniOutcome } from "../use-mini.ts";
import { Numbers } from "./Numbers.tsx";
import { OneValue } from "./OneValue.tsx";
import { Sides } from "./Sides.tsx";
import type { ViewProps } from "./view-props.ts";
import classes from "./views.module.css";

/** The answer first, then one value after the other, then all of them. */
export function TripView({ mini, values: { x }, outcomes }: ViewProps) {
  const setMini = useLab((state) => state.setMini);
  const scales = Math.max(...outcomes.map(({ result }) => result.grids.length));
  return (
    <div className={classes.stack}>
      <Panel title="What the round trip costs" note={comparison(outcomes)}>
        <Sides outcomes={outcomes}>{(outcome) => <Numbers outcome={outcome} />}</Sides>
      </Panel>
      <Panel
        title="From FP32 to an integer and back"
        note="Point at a value, or press the arrow keys, to follow it step by step."
        aside={
          scales > 1 && (
            <Select
              size="xs"
              label={`Scale (of ${scales})`}
              searchable
              allowDeselect={false}
              data={Array.from({ length: scales }, (_, i) => ({ value: String(i), label: String(i + 1) }))}
              value={String(Math.min(mini.part, scales - 1))}
              onChange={(part) => setMini({ part: Number(part), looked: null })}
            />
          )
        }
      >
        <Sides outcomes={outcomes}>
          {(outcome) => <OneValue x={x} outcome={outcome} part={mini.part} looked={mini.looked} />}
        </Sides>
      </Panel>
      <Panel
        title="Before and after"
        note="Values are read back only where there is a code: spikes on the grid. Where the steps are fine, each spike holds as many values as lay within half a step of it."
      >
        <Histograms x={x} outcomes={outcomes} />
      </Panel>
      <Panel
        title="The error"
        note="Rounding to the nearest code errs by half a step at most; only clipped values err by more."
      >
        <Sides outcomes={outcomes}>{(outcome) => <Errors x={x} outcome={outcome} />}</Sides>
      </Panel>
    </div>
  );
}

interface OneProps {
  x: Float32Array;
  outcome: MiniOutcome;
}

const Histograms = memo(function Histograms({ x, outcomes }: { x: Float32Array; outcomes: MiniOutcome[] }) {
  const histograms = useMemo(() => outcomes.map((outcome) => beforeAfter(x, outcome)), [x, outcomes]);
  const domain = outcomes.map(({ result }) => extremes(result.values)).reduce(union, extremes(x));
  const room = (domain[1] - domain[0] || 1) * 0.02;
  return (
    <Sides outcomes={outcomes}>
      {(outcome) => (
        <MiniHistogramChart
          label={`Values before and after${outcome.name && `, ${outcome.name}`}`}
          {...histograms[outcomes.indexOf(outcome)]}
          domain={[domain[0] - room, domain[1] + room]}
        />
      )}
    </Sides>
  );
});

const Errors = memo(function Errors({ x, outcome }: OneProps) {
  const errors = useMemo(() => errorCounts(x, outcome), [x, outcome]);
  return (
    <MiniErrorChart
      label={`Error against half a step${outcome.name && `, ${outcome.name}`}`}
      {...errors}
      even={x.length * errors.width}
    />
  );
});
