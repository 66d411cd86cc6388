import { NumberInput } from "@mantine/core";
import { useId } from "react";
import { formatCount } from "#ui/format.ts";
import { Option } from "./Option.tsx";
import type { OptionChange } from "./use-changes.ts";

export interface CountOptionProps {
  label: string;
  help: string;
  change: OptionChange | undefined;
  value: number;
  min: number;
  /** Largest value allowed, or null where there is none to show. */
  max: number | null;
  step: number;
  onChange: (value: number) => void;
}

/** A whole number; what is typed outside the limits is set to the nearest one on leaving the field. */
export function CountOption({ label, help, change, value, min, max, step, onChange }: CountOptionProps) {
  const id = useId();
  const limit = max ?? Number.MAX_SAFE_INTEGER;
  return (
    <Option label={label} help={help} change={change} controlId={id}>
      <NumberInput
        id={id}
        size="sm"
        value={value}
        min={min}
        max={max ?? undefined}
        step={step}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="blur"
        thousandSeparator=","
        rightSectionWidth={28}
        description={max === null ? undefined : `of ${formatCount(max)} pictures`}
        inputWrapperOrder={["input", "description"]}
        onChange={(next) => {
          if (typeof next === "number" && next >= min && next <= limit) onChange(next);
        }}
      />
    </Option>
  );
}
