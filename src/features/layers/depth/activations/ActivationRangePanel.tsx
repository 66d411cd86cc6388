import { Button } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import type { CountScale } from "#charts/axes/count-axis.ts";
import { ActivationHistogramChart } from "#charts/histogram/ActivationHistogramChart.tsx";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import type { LayerActivation } from "#protocol/layer-explorer.ts";
import { useLab } from "#store/lab-context.ts";
import { formatDecibels, formatShare, formatSmall } from "#words/format.ts";
import { useKept } from "../../use-kept.ts";
import { CountScaleSwitch } from "../CountScaleSwitch.tsx";
import classes from "../LayerDepth.module.css";
import { RoundTripNumbers } from "../RoundTripNumbers.tsx";
import { type MethodMark, methodMarks } from "./method-marks.ts";
import { RangeHandles } from "./RangeHandles.tsx";
import { rangeAxis, withRange } from "./range-by-hand.ts";

export interface ActivationRangePanelProps {
  activation: LayerActivation;
  /** The range while a handle is dragged. */
  draft: Range | null;
  onDraft: (range: Range | null) => void;
}

/** One activation as calibration saw it, with its range to take hold of. */
export function ActivationRangePanel({ activation, draft, onDraft }: ActivationRangePanelProps) {
  const { recipe, editRecipe } = useLab(({ recipe, editRecipe }) => ({ recipe, editRecipe }));
  const [scale, setScale] = useState<CountScale>("log");
  const drags = useRef(0);
  const { tensor, rmin, rmax, error } = activation;
  const { start, width, counts } = activation.histogram;
  const { ranges = {} } = recipe?.calibration ?? {};
  const byHand = Object.hasOwn(ranges, tensor) ? ranges[tensor] : null;
  const axis = useMemo(() => rangeAxis(activation, byHand), [activation, byHand]);
  const domain = useMemo((): [number, number] => [axis.min, axis.max], [axis.min, axis.max]);
  // A drag brings them again and again, and they are the same.
  const own = recipe ? methodMarks(activation, recipe) : [];
  const marks = useKept(own, canonicalJson(own));
  const shownCounts = useKept(counts, `${start} ${width} ${counts.join(" ")}`);
  const range = draft ?? byHand ?? { min: rmin, max: rmax };

  const set = (control: string, next: Range | null) =>
    editRecipe(control, (before) => withRange(before, tensor, next));
  /** A step of its own to undo, however soon it follows the last. */
  const setApart = (next: Range | null) => set(`range ${tensor} ${++drags.current}`, next);
  const take = ({ isChosen, min, max }: Pick<MethodMark, "isChosen" | "min" | "max">) =>
    setApart(isChosen ? null : { min, max });
  const effect = `${formatShare(error.clippedShare)} clipped, SQNR ${formatDecibels(error.sqnrDb)}`;
  return (
    <>
      <RoundTripNumbers
        label="Error of the activation"
        error={error}
        more={[{ label: "Step", value: formatSmall(activation.scale) }]}
      />
      <section aria-label="Histogram of the activation">
        <div className={classes.head}>
          <p className={classes.text}>
            In use: <strong>{`${formatSmall(rmin)} to ${formatSmall(rmax)}`}</strong>,{" "}
            {draft || byHand
              ? "set by hand"
              : `by ${calibrationMethod(recipe?.calibration.method ?? "minmax").short}`}
            . Drag its ends.
          </p>
          <CountScaleSwitch scale={scale} onChange={setScale} />
        </div>
        <ActivationHistogramChart
          tensor={tensor}
          start={start}
          width={width}
          counts={shownCounts}
          domain={domain}
          marks={marks}
          used={{ min: rmin, max: rmax }}
          scale={scale}
          onTake={take}
        >
          <RangeHandles
            range={range}
            axis={axis}
            effect={effect}
            onDrag={onDraft}
            onDrop={(next) => {
              onDraft(null);
              setApart(next);
            }}
            onKey={(next) => set(`range ${tensor}`, next)}
          />
        </ActivationHistogramChart>
      </section>
      <div className={classes.row}>
        <MethodButtons marks={marks} byHand={byHand} onTake={take} />
        <Button size="compact-xs" variant="subtle" disabled={byHand === null} onClick={() => setApart(null)}>
          Back to the method’s range
        </Button>
      </div>
    </>
  );
}

interface MethodButtonsProps {
  marks: MethodMark[];
  /** Set by hand; null where the recipe's method decides. */
  byHand: Range | null;
  onTake: (mark: MethodMark) => void;
}

/** What every method would choose; each can be taken for this tensor. */
function MethodButtons({ marks, byHand, onTake }: MethodButtonsProps) {
  return (
    <ul className={classes.list} aria-label="Take the range of a method">
      {marks.map((mark) => {
        const isTaken = byHand ? mark.min === byHand.min && mark.max === byHand.max : mark.isChosen;
        return (
          <li key={mark.key}>
            <Button
              size="compact-xs"
              variant={isTaken ? "light" : "default"}
              aria-pressed={isTaken}
              onClick={() => onTake(mark)}
            >
              {mark.label}: {formatSmall(mark.min)} to {formatSmall(mark.max)}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
