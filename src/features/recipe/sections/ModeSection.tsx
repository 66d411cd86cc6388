import { Text } from "@mantine/core";
import type { Mode } from "#experiment/recipe.ts";
import { ChoiceOption } from "../options/ChoiceOption.tsx";
import { HELP, MODES } from "../options/help-texts.ts";
import type { OptionChange } from "../use-changes.ts";
import classes from "./ModeSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

const CHOICES: { value: Mode; label: string }[] = [
  { value: "static", label: MODES.static.label },
  { value: "dynamic", label: MODES.dynamic.label },
  { value: "weight-only", label: MODES["weight-only"].label },
];

export interface ModeSectionProps {
  mode: Mode;
  change: OptionChange | undefined;
  onChange: (mode: Mode) => void;
}

/** What is quantized, and when its ranges are known. */
export function ModeSection({ mode, change, onChange }: ModeSectionProps) {
  return (
    <RecipeSection step={3} title="Mode">
      <ChoiceOption
        label="Quantization"
        name="Mode"
        help={HELP.mode}
        change={change}
        choices={CHOICES}
        value={mode}
        onChange={onChange}
      />
      <Text className={classes.meaning}>{MODES[mode].meaning}</Text>
    </RecipeSection>
  );
}
