import { NativeSelect } from "@mantine/core";
import { useId } from "react";
import classes from "./OverrideEditor.module.css";

export interface InheritSelectProps<Value extends string | number> {
  label: string;
  /** The full name, for those who do not see what stands around it. */
  name: string;
  /** What the recipe says. */
  inherited: string;
  choices: readonly { value: Value; label: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

/** A value of its own, or the recipe's. */
export function InheritSelect<Value extends string | number>(props: InheritSelectProps<Value>) {
  const { label, name, inherited, choices, value, onChange } = props;
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id}>{label}</label>
      <NativeSelect
        id={id}
        aria-label={name}
        size="xs"
        data={[
          { value: "", label: `Recipe: ${inherited.toLowerCase()}` },
          ...choices.map((choice) => ({ value: String(choice.value), label: choice.label })),
        ]}
        value={value === undefined ? "" : String(value)}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange(choices.find((choice) => String(choice.value) === chosen)?.value);
        }}
      />
    </div>
  );
}
