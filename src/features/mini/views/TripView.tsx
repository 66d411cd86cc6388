import { Select } from "@mantine/core";
import { memo, useMemo } from "react";
import { MiniHistogramChart } from "#charts/histogram/MiniHistogramChart.tsx";
import { MiniErrorChart } from "#charts/mini/MiniErrorChart.tsx";
import { MiniLens } from "#charts/mini/MiniLens.tsx";
import { MiniNumberLine } from "#charts/mini/MiniNumberLine.tsx";
import { union } from "#lessons/mini/mini-histograms.ts";
import { firstLooked, onWay } from "#lessons/mini/mini-looked.ts";
import { gridValues } from "#lessons/mini/mini-summary.ts";
import type { MiniOutcome, TripOutcome } from "#protocol/mini.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatDecibels } from "#words/format.ts";
import { stepLines } from "../formulas.ts";
import { bitsPerValue, comparison, precise, verdict } from "../texts.ts";
import { FormulaText, type PartProps, Sides, type ViewPart } from "./ViewParts.tsx";
import classes from "./views.module.css";

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

/** The error in numbers and in one sentence. */
function Numbers({ outcome }: { outcome: MiniOutcome }) {
  const { name, summary, gridCount } = outcome;
  const { mse, maxAbsError, sqnrDb, clippedCount, usedCodes, codeCount, count } = summary;
  const { scale, zeroPoint, offset } = outcome.firstGrid;
  const facts = [
    { label: "MSE", value: precise(mse) },
    { label: "Largest error", value: precise(maxAbsError) },
    { label: "SQNR", value: formatDecibels(sqnrDb) },
    gridCount === 1
      ? { label: "Step s", value: precise(scale) }
      : { label: "Scales", value: formatCount(gridCount) },
    ...(gridCount > 1
      ? [{ label: "Bits per value", value: precise(bitsPerValue(outcome)) }]
      : [
          offset === null
            ? { label: "Zero point z", value: formatCount(zeroPoint).replace("-", "\u2212") }
            : { label: "Offset", value: precise(offset) },
        ]),
    { label: "Codes in use", value: `${formatCount(usedCodes)} of ${formatCount(codeCount)}` },
    { label: "Clipped", value: `${formatCount(clippedCount)} of ${formatCount(count)}` },
  ];
  return (
    <>
      <p className={classes.verdict}>{verdict(summary)}</p>
      <dl className={classes.numbers} aria-label={`Numbers of the round trip${name && `, ${name}`}`}>
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface OneValueProps {
  outcome: TripOutcome;
  /** Null for one of the values chosen. */
  looked: number | null;
}

/** The grid of one scale, some values on it, and one of them step by step. */
function OneValue({ outcome, looked: wanted }: OneValueProps) {
  const setMini = useLab((state) => state.setMini);
  const { name, settings } = outcome;
  const { grid, ends, chosen } = outcome.looked;
  const levels = useMemo(() => gridValues(grid), [grid]);
  const looked = onWay(wanted ?? firstLooked(chosen), grid);
  const [low, high] = union(ends, [levels[0], levels[levels.length - 1]]);
  const room = (high - low) * 0.03;
  const drawn = { name, looked, levels, firstCode: grid.qmin };
  return (
    <>
      <MiniNumberLine
        {...drawn}
        values={chosen}
        domain={[low - room, high + room]}
        onLook={(value) => setMini({ looked: value })}
      />
      <MiniLens {...drawn} />
      <ol className={classes.steps} aria-label={`Step by step${name && `, ${name}`}`}>
        {stepLines(looked.x, grid, settings.zero === "deployable").map(({ title, tex, note }) => (
          <li key={title}>
            <span className={classes.label}>{title}</span>
            <FormulaText tex={tex} />
            {note && <p className={classes.quiet}>{note}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}
