import { Select } from "@mantine/core";
import { memo } from "react";
import { MiniErrorChart } from "#charts/mini/MiniErrorChart.tsx";
import { MiniHistogramChart } from "#charts/histogram/MiniHistogramChart.tsx";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { comparison } from "../comparison.ts";
import { Numbers } from "./Numbers.tsx";
import { OneValue } from "./OneValue.tsx";
import { Sides } from "./Sides.tsx";
import type { PartProps, ViewPart } from "./ViewParts.tsx";

type TripProps = PartProps<"trip">;

function Cost({ answer: { outcomes } }: TripProps) {
  return (
    <Panel title="What the round trip costs" note={comparison(outcomes)}>
      <Sides outcomes={outcomes}>{(outcome) => <Numbers outcome={outcome} />}</Sides>
    </Panel>
  );
}

function FollowedValue({ answer: { outcomes } }: TripProps) {
  const { part, looked, setMini } = useLab(({ mini, setMini }) => ({
    part: mini.part,
    looked: mini.looked,
    setMini,
  }));
  const scales = Math.max(...outcomes.map(({ gridCount }) => gridCount));
  return (
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
            value={String(Math.min(part, scales - 1))}
            onChange={(next) => setMini({ part: Number(next), looked: null })}
          />
        )
      }
    >
      <Sides outcomes={outcomes}>{(outcome) => <OneValue outcome={outcome} looked={looked} />}</Sides>
    </Panel>
  );
}

function Histograms({ answer: { outcomes, ends } }: TripProps) {
  const room = (ends[1] - ends[0] || 1) * 0.02;
  return (
    <Panel
      title="Before and after"
      note="Values are read back only where there is a code: spikes on the grid. Where the steps are fine, each spike holds as many values as lay within half a step of it."
    >
      <Sides outcomes={outcomes}>
        {({ name, histogram }) => (
          <MiniHistogramChart
            label={`Values before and after${name && `, ${name}`}`}
            {...histogram}
            domain={[ends[0] - room, ends[1] + room]}
          />
        )}
      </Sides>
    </Panel>
  );
}

function Errors({ answer: { outcomes, count } }: TripProps) {
  return (
    <Panel
      title="The error"
      note="Rounding to the nearest code errs by half a step at most; only clipped values err by more."
    >
      <Sides outcomes={outcomes}>
        {({ name, errors }) => (
          <MiniErrorChart
            label={`Error against half a step${name && `, ${name}`}`}
            {...errors}
            even={count * errors.width}
          />
        )}
      </Sides>
    </Panel>
  );
}

/** The answer first, then one value after the other, then all of them. */
export const TRIP_PARTS: readonly ViewPart<"trip">[] = [
  { id: "cost", height: 148, Content: memo(Cost) },
  { id: "value", height: 779, Content: memo(FollowedValue) },
  { id: "histograms", height: 391, Content: memo(Histograms) },
  { id: "errors", height: 371, Content: memo(Errors) },
];
