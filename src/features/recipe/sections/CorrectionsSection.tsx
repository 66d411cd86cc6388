import { Switch } from "@mantine/core";
import type { Corrections } from "#experiment/recipe.ts";
import { MeaningFolds } from "#ui/glossary/MeaningFolds.tsx";
import { Help } from "#ui/Help.tsx";
import { CORRECTIONS } from "../options/help-texts.ts";
import { termsOf } from "../options/option-terms.ts";
import type { OptionChange } from "../use-changes.ts";
import classes from "./CorrectionsSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

export interface CorrectionsSectionProps {
  corrections: Corrections;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (key: keyof Corrections, on: boolean) => void;
}

const KEYS: readonly (keyof Corrections)[] = ["equalize", "biasCorrection", "learnedRounding"];

/** Repairs that need no training, in the order in which they are applied. */
export function CorrectionsSection({ corrections, changeOf, onChange }: CorrectionsSectionProps) {
  return (
    <RecipeSection step={8} title="Corrections">
      {KEYS.map((key) => {
        const { label, cost, help } = CORRECTIONS[key];
        const change = changeOf(`corrections.${key}`);
        return (
          <div key={key} className={classes.correction} data-changed={change !== undefined || undefined}>
            <Switch
              size="sm"
              label={label}
              description={cost}
              checked={corrections[key] ?? false}
              onChange={(event) => onChange(key, event.currentTarget.checked)}
            />
            <Help about={label}>
              {help}
              <MeaningFolds ids={termsOf(label)} />
            </Help>
          </div>
        );
      })}
    </RecipeSection>
  );
}
