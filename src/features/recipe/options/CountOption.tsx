import { NumberInput } from "@mantine/core";
import { useId } from "react";
import type { OptionChange } from "../use-changes.ts";
import { Option } from "./Option.tsx";

export interface CountOptionProps {
  label: string;
  /** The full name, for those who do not see the section around it. */
  name: string;
  help: string;
  change: OptionChange | undefined;
  value: number;
  min: number;
  max: number;
  step: number;
  /** One line below the field. */
  note?: string;
  disabled?: boolean;
  onChange: (value: number) => void;
}

/** A whole number; what is typed outside the limits is set to the nearest one on leaving the field. */
export function CountOption(props: CountOptionProps) {
  const { label, name, help, change, value, min, max, step, note, disabled = false, onChange } = props;
  const id = useId();
  return (
    <Option label={label} name={name} help={help} change={change} controlId={id}>
      <NumberInput
        id={id}
        aria-label={name}
        size="sm"
        value={value}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="blur"
        thousandSeparator=","
        rightSectionWidth={28}
        description={note}
        inputWrapperOrder={["input", "description"]}
        onChange={(next) => {
          if (typeof next === "number" && next >= min && next <= max) onChange(next);
        }}
      />
    </Option>
  );
}
