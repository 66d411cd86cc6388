import { Button, NumberInput } from "@mantine/core";
import { useId } from "react";
import classes from "./GroupSizeOption.module.css";
import { HELP } from "./help-texts.ts";
import { Option } from "./Option.tsx";

export interface GroupSizeOptionProps {
  size: number;
  onChange: (size: number) => void;
}

const PRESETS = [16, 32, 64, 128];
const MIN = 2;
const MAX = 4096;

/** How many consecutive weights share a scale: a usual size, or any other. */
export function GroupSizeOption({ size, onChange }: GroupSizeOptionProps) {
  const id = useId();
  return (
    <Option label="Group size" help={HELP.groupSize} change={undefined} controlId={id}>
      <div className={classes.row}>
        <NumberInput
          id={id}
          aria-label="Group size"
          size="xs"
          min={MIN}
          max={MAX}
          value={size}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="blur"
          onChange={(next) => {
            if (typeof next === "number" && next >= MIN && next <= MAX) onChange(next);
          }}
        />
        <Button.Group>
          {PRESETS.map((preset) => (
            <Button
              key={preset}
              size="xs"
              variant={preset === size ? "light" : "default"}
              className={classes.preset}
              aria-label={`Group size ${preset}`}
              aria-pressed={preset === size}
              onClick={() => onChange(preset)}
            >
              {preset}
            </Button>
          ))}
        </Button.Group>
      </div>
    </Option>
  );
}
