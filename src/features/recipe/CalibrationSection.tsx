import { NumberInput, Select, Slider, Text } from "@mantine/core";
import { useId } from "react";
import type { Calibration } from "#core/recipe.ts";
import { CALIBRATION_METHODS } from "#store/calibration-methods.ts";
import classes from "./CalibrationSection.module.css";
import { CountOption } from "./CountOption.tsx";
import { HELP, METHODS } from "./help-texts.ts";
import { Option } from "./Option.tsx";
import { formatPercentile, PERCENTILES, positionOf } from "./percentile-scale.ts";
import { RecipeSection } from "./RecipeSection.tsx";
import type { OptionChange } from "./use-changes.ts";

export interface CalibrationSectionProps {
  calibration: Calibration;
  available: number | null;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<Calibration>) => void;
}

const DEFAULT_PERCENTILE = 99.999;

/** Which pictures, and how ranges are read off the values they cause. */
export function CalibrationSection({ calibration, available, changeOf, onChange }: CalibrationSectionProps) {
  const { count, seed, method, percentile = DEFAULT_PERCENTILE } = calibration;
  const methodId = useId();
  const seedId = useId();
  const hasPercentile = method === "percentile" || method === "batch-percentile";
  return (
    <RecipeSection step={2} title="Calibration">
      <CountOption
        label="Calibration pictures"
        help={HELP.calibrationCount}
        change={changeOf("calibration.count")}
        value={count}
        min={1}
        max={available}
        step={16}
        onChange={(value) => onChange("calibration.count", { count: value })}
      />
      <Option label="Method" help={HELP.method} change={changeOf("calibration.method")} controlId={methodId}>
        <Select
          id={methodId}
          size="sm"
          allowDeselect={false}
          data={CALIBRATION_METHODS.map((value) => ({ value, label: METHODS[value].label }))}
          value={method}
          maxDropdownHeight={420}
          onChange={(value) => {
            const chosen = CALIBRATION_METHODS.find((each) => each === value);
            if (chosen) onChange("calibration.method", { method: chosen });
          }}
          renderOption={({ option }) => (
            <div>
              <div>{option.label}</div>
              <div className={classes.meaning}>
                {CALIBRATION_METHODS.filter((each) => each === option.value).map(
                  (each) => METHODS[each].meaning,
                )}
              </div>
            </div>
          )}
        />
        <Text size="xs" c="var(--lab-quiet)" mt={4}>
          {METHODS[method].meaning}
        </Text>
      </Option>
      {hasPercentile && (
        <Option label="Percentile" help={HELP.percentile} change={changeOf("calibration.percentile")}>
          <Slider
            min={0}
            max={PERCENTILES.length - 1}
            step={1}
            value={positionOf(percentile)}
            label={null}
            thumbLabel="Percentile"
            marks={PERCENTILES.map((_, value) => ({ value }))}
            thumbProps={{ "aria-valuetext": formatPercentile(percentile) }}
            onChange={(position) => onChange("calibration.percentile", { percentile: PERCENTILES[position] })}
          />
          <Text size="sm" mt={8}>
            {formatPercentile(percentile)} of values kept
          </Text>
        </Option>
      )}
      <Option
        label="Seed"
        help={HELP.calibrationSeed}
        change={changeOf("calibration.seed")}
        controlId={seedId}
      >
        <NumberInput
          id={seedId}
          size="sm"
          value={seed}
          min={0}
          max={999_999}
          allowDecimal={false}
          allowNegative={false}
          onChange={(value) => {
            if (typeof value === "number") onChange("calibration.seed", { seed: value });
          }}
        />
      </Option>
    </RecipeSection>
  );
}
