import { Select, Text } from "@mantine/core";
import { useId } from "react";
import type { CalibrationMethod } from "#numerics/calibration/methods/calibrate.ts";
import { CALIBRATION_METHODS } from "#store/recipe/calibration-methods.ts";
import type { OptionChange } from "../use-changes.ts";
import { HELP, METHODS } from "./help-texts.ts";
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
        data={CALIBRATION_METHODS.map((value) => ({ value, label: METHODS[value].label }))}
        value={method}
        maxDropdownHeight={420}
        onChange={(value) => {
          const chosen = CALIBRATION_METHODS.find((each) => each === value);
          if (chosen) onChange(chosen);
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
      <Text className={classes.meaning} mt={4}>
        {METHODS[method].meaning}
      </Text>
    </Option>
  );
}
