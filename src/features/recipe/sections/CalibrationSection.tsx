import { Button, Slider, Text } from "@mantine/core";
import type { CalibrationUse } from "#experiment/calibration-use.ts";
import type { Calibration } from "#experiment/recipe.ts";
import { calibrationMethod, DEFAULT_PERCENTILE } from "#numerics/calibration/methods/registry.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import { ClassesFold } from "../calibration-images/ClassesFold.tsx";
import { DistortionFold } from "../calibration-images/DistortionFold.tsx";
import { CountOption } from "../options/CountOption.tsx";
import { CALIBRATION_UNUSED, HELP } from "../options/help-texts.ts";
import { MethodOption } from "../options/MethodOption.tsx";
import { Option } from "../options/Option.tsx";
import type { OptionChange } from "../use-changes.ts";
import classes from "./RecipeSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

export interface CalibrationSectionProps {
  calibration: Calibration;
  use: CalibrationUse;
  /** Pictures there are to calibrate on. */
  available: number;
  /** Null where the pictures have no labels to be drawn by. */
  classNames: string[] | null;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<Calibration>) => void;
}

/** Which pictures, and how ranges are read off the values they cause. */
export function CalibrationSection(props: CalibrationSectionProps) {
  const { calibration, use, available, classNames, changeOf, onChange } = props;
  const { count, seed, method, percentile = DEFAULT_PERCENTILE } = calibration;
  const unused = use === "none";
  return (
    <RecipeSection step={4} title="Calibration" unused={CALIBRATION_UNUSED[use]}>
      <div className={classes.pair}>
        <CountOption
          label="Pictures"
          name="Calibration pictures"
          help={HELP.calibrationCount}
          change={changeOf("calibration.count")}
          value={count}
          min={1}
          max={available}
          step={16}
          note={`of ${formatCount(available)}`}
          disabled={unused}
          onChange={(value) => onChange("calibration.count", { count: value })}
        />
        <CountOption
          label="Seed"
          name="Calibration seed"
          help={HELP.calibrationSeed}
          change={changeOf("calibration.seed")}
          value={seed}
          min={0}
          max={999_999}
          step={1}
          disabled={unused}
          onChange={(value) => onChange("calibration.seed", { seed: value })}
        />
      </div>
      <MethodOption
        method={method}
        change={changeOf("calibration.method")}
        disabled={use !== "ranges"}
        onChange={(chosen) => onChange("calibration.method", { method: chosen })}
      />
      <RangesByHand
        ranges={calibration.ranges}
        change={changeOf("calibration.ranges")}
        isUsed={use === "ranges"}
        onClear={() => onChange("calibration.ranges", { ranges: undefined })}
      />
      {calibrationMethod(method).needs.percentile && (
        <PercentileOption
          percentile={percentile}
          change={changeOf("calibration.percentile")}
          disabled={use !== "ranges"}
          onChange={(value) => onChange("calibration.percentile", { percentile: value })}
        />
      )}
      {classNames && (
        <ClassesFold
          names={classNames}
          chosen={calibration.classes}
          change={changeOf("calibration.classes")}
          disabled={unused}
          onChange={(chosen) => onChange("calibration.classes", { classes: chosen })}
        />
      )}
      <DistortionFold
        distort={calibration.distort}
        changeOf={changeOf}
        disabled={unused}
        onChange={(control, distort) => onChange(control, { distort })}
      />
    </RecipeSection>
  );
}

interface PercentileOptionProps {
  percentile: number;
  change: OptionChange | undefined;
  disabled: boolean;
  onChange: (percentile: number) => void;
}

/** The share of values that a range must hold. */
function PercentileOption({ percentile, change, disabled, onChange }: PercentileOptionProps) {
  return (
    <Option label="Percentile" help={HELP.percentile} change={change}>
      <Slider
        mx={6}
        min={0}
        max={PERCENTILES.length - 1}
        step={1}
        value={positionOf(percentile)}
        label={null}
        disabled={disabled}
        thumbLabel="Percentile"
        marks={PERCENTILES.map((_, value) => ({ value }))}
        thumbProps={{ "aria-valuetext": formatPercentile(percentile) }}
        onChange={(position) => onChange(PERCENTILES[position])}
      />
      <Text size="sm" mt={8}>
        {formatPercentile(percentile)} of values kept
      </Text>
    </Option>
  );
}

/** The slider's stops: what matters is how much is cut off, so they go by its order of magnitude. */
const PERCENTILES = [95, 98, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 99.9999, 100] as const;

/** The stop nearest to a percentile that may have come from elsewhere. */
const positionOf = (percentile: number): number => {
  const distances = PERCENTILES.map((stop) => Math.abs(stop - percentile));
  return distances.indexOf(Math.min(...distances));
};

const formatPercentile = (percentile: number): string => `${percentile}\u00a0%`;

interface RangesByHandProps {
  ranges: Calibration["ranges"];
  change: OptionChange | undefined;
  /** The mode fixes ranges. */
  isUsed: boolean;
  onClear: () => void;
}

/** How many activations do not take the method's range; nothing where all do. */
function RangesByHand({ ranges = {}, change, isUsed, onClear }: RangesByHandProps) {
  const tensors = Object.keys(ranges);
  if (tensors.length === 0) return null;
  const count = `${formatCounted(tensors.length, "range")} set by hand`;
  return (
    <div className={classes.line} data-changed={change !== undefined || undefined} title={tensors.join("\n")}>
      <span>
        {count}
        {!isUsed && ", not used in this mode"}
      </span>
      <Button size="compact-xs" variant="default" aria-label="Clear the ranges set by hand" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
