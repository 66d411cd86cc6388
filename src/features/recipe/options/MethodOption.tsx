import { Select, Text } from "@mantine/core";
import { useId } from "react";
import {
  CALIBRATION_METHODS,
  type CalibrationMethod,
  calibrationMethod,
} from "#numerics/calibration/methods/registry.ts";
import type { OptionChange } from "../use-changes.ts";
import { HELP } from "./help-texts.ts";
import classes from "./MethodOption.module.css";
import { Option } from "./Option.tsx";

export interface MethodOptionProps {
  method: CalibrationMethod;
  change: OptionChange | undefined;
  disabled: boolean;
  onChange: (method: CalibrationMethod) => void;
}

/** How ranges are chosen; every method says in the list what it does. */
export function MethodOption({ method, change, disabled, onChange }: MethodOptionProps) {
  const id = useId();
  return (
    <Option label="Method" help={HELP.method} change={change} controlId={id}>
      <Select
        id={id}
        size="sm"
        allowDeselect={false}
        disabled={disabled}
        data={CALIBRATION_METHODS.map(({ id: value, name: label }) => ({ value, label }))}
        value={method}
        maxDropdownHeight={420}
        onChange={(value) => {
          const chosen = CALIBRATION_METHODS.find((each) => each.id === value);
          if (chosen) onChange(chosen.id);
        }}
        renderOption={({ option }) => (
          <div>
            <div>{option.label}</div>
            <div className={classes.meaning}>
              {CALIBRATION_METHODS.find((each) => each.id === option.value)?.meaning}
            </div>
          </div>
        )}
      />
      <Text className={classes.meaning} mt={4}>
        {calibrationMethod(method).meaning}
      </Text>
    </Option>
  );
}
