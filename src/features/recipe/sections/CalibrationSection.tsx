import type { CalibrationUse } from "#experiment/calibration-use.ts";
import type { Calibration } from "#experiment/recipe.ts";
import { calibrationMethod, DEFAULT_PERCENTILE } from "#numerics/calibration/methods/registry.ts";
import { formatCount } from "#words/format.ts";

import { ClassesFold } from "../calibration-images/ClassesFold.tsx";
import { DistortionFold } from "../calibration-images/DistortionFold.tsx";
import { CountOption } from "../options/CountOption.tsx";
import { CALIBRATION_UNUSED, HELP } from "../options/help-texts.ts";
import { MethodOption } from "../options/MethodOption.tsx";
import { PercentileOption } from "../options/PercentileOption.tsx";
import type { OptionChange } from "../use-changes.ts";
import { RangesByHand } from "./RangesByHand.tsx";
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
