import { Slider, Text } from "@mantine/core";
import type { OptionChange } from "../use-changes.ts";
import { HELP } from "./help-texts.ts";
import { Option } from "./Option.tsx";
import { formatPercentile, PERCENTILES, positionOf } from "./percentile-scale.ts";

export interface PercentileOptionProps {
  percentile: number;
  change: OptionChange | undefined;
  disabled: boolean;
  onChange: (percentile: number) => void;
}

/** The share of values that a range must hold. */
export function PercentileOption({ percentile, change, disabled, onChange }: PercentileOptionProps) {
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
