import type { Calibration } from "#core/recipe.ts";
import { formatCount } from "#ui/format.ts";
import classes from "./CalibrationSection.module.css";
import { CountOption } from "./CountOption.tsx";
import { HELP } from "./help-texts.ts";
import { MethodOption } from "./MethodOption.tsx";
import { PercentileOption } from "./PercentileOption.tsx";
import { RecipeSection } from "./RecipeSection.tsx";
import type { OptionChange } from "./use-changes.ts";

export interface CalibrationSectionProps {
  calibration: Calibration;
  /** Pictures there are to calibrate on. */
  available: number;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<Calibration>) => void;
}

/** Where the recipe leaves it open, as `Calibration` says. */
const DEFAULT_PERCENTILE = 99.999;

/** Which pictures, and how ranges are read off the values they cause. */
export function CalibrationSection({ calibration, available, changeOf, onChange }: CalibrationSectionProps) {
  const { count, seed, method, percentile = DEFAULT_PERCENTILE } = calibration;
  return (
    <RecipeSection step={2} title="Calibration">
      <div className={classes.row}>
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
          onChange={(value) => onChange("calibration.seed", { seed: value })}
        />
      </div>
      <MethodOption
        method={method}
        change={changeOf("calibration.method")}
        onChange={(chosen) => onChange("calibration.method", { method: chosen })}
      />
      {(method === "percentile" || method === "batch-percentile") && (
        <PercentileOption
          percentile={percentile}
          change={changeOf("calibration.percentile")}
          onChange={(value) => onChange("calibration.percentile", { percentile: value })}
        />
      )}
    </RecipeSection>
  );
}
