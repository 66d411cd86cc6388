import { SegmentedControl } from "@mantine/core";
import type { OptionChange } from "../use-changes.ts";
import { Option } from "./Option.tsx";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

export interface ChoiceOptionProps<Value extends string> {
  label: string;
  /** The full name, for those who do not see the section around it. */
  name?: string;
  help: string;
  change: OptionChange | undefined;
  choices: readonly Choice<Value>[];
  value: Value;
  disabled?: boolean;
  onChange: (value: Value) => void;
}

/** One of a few values, all in view. */
export function ChoiceOption<Value extends string>(props: ChoiceOptionProps<Value>) {
  const { label, name = label, help, change, choices, value, disabled = false, onChange } = props;
  return (
    <Option label={label} name={name} help={help} change={change}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={name}
        data={[...choices]}
        value={value}
        disabled={disabled}
        onChange={onChange}
      />
    </Option>
  );
}
