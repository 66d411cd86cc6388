import { Text } from "@mantine/core";
import { type Mode, modeEntry } from "#experiment/modes.ts";
import type { ActivationSpec } from "#numerics/grid.ts";
import { SCHEMES } from "#numerics/grid.ts";
import { choicesOf } from "#ui/choices.ts";
import { BitsOption } from "../options/BitsOption.tsx";
import { ChoiceOption } from "../options/ChoiceOption.tsx";
import { HELP } from "../options/help-texts.ts";
import type { OptionChange } from "../use-changes.ts";
import classes from "./ActivationsSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

export interface ActivationsSectionProps {
  activations: ActivationSpec;
  mode: Mode;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<ActivationSpec>) => void;
}

/** How the values between layers are stored. */
export function ActivationsSection({ activations, mode, changeOf, onChange }: ActivationsSectionProps) {
  const { bits, scheme } = activations;
  const disabled = mode !== "static";
  return (
    <RecipeSection step={6} title="Activations" unused={modeEntry(mode).activationsUnused}>
      <BitsOption
        name="Activation bits"
        help={HELP.activationBits}
        change={changeOf("activations.bits")}
        bits={bits}
        disabled={disabled}
        onChange={(chosen) => onChange("activations.bits", { bits: chosen })}
      />
      <ChoiceOption
        label="Scheme"
        name="Activation scheme"
        help={HELP.activationScheme}
        change={changeOf("activations.scheme")}
        choices={choicesOf(SCHEMES)}
        value={scheme}
        disabled={disabled}
        onChange={(chosen) => onChange("activations.scheme", { scheme: chosen })}
      />
      <Text className={classes.note}>
        {!disabled &&
          (bits === 8
            ? "8-bit codes, which integer kernels take as they are."
            : `${bits}-bit codes in an 8-bit kernel: the values are exact, the speed is not that of ${bits} bits.`)}
      </Text>
    </RecipeSection>
  );
}
