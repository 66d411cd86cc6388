import { Text } from "@mantine/core";
import { MODES, type Mode, modeEntry } from "#experiment/modes.ts";
import { choicesOf } from "#ui/choices.ts";
import { ChoiceOption } from "../options/ChoiceOption.tsx";
import { HELP } from "../options/help-texts.ts";
import type { OptionChange } from "../use-changes.ts";
import classes from "./ModeSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

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
        choices={choicesOf(MODES)}
        value={mode}
        onChange={onChange}
      />
      <Text className={classes.meaning}>{modeEntry(mode).meaning}</Text>
    </RecipeSection>
  );
}
