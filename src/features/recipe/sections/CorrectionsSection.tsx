import { Switch } from "@mantine/core";
import { CORRECTIONS, type CorrectionId, type Corrections } from "#experiment/corrections.ts";
import { MeaningFolds } from "#ui/glossary/MeaningFolds.tsx";
import { Help } from "#ui/Help.tsx";
import type { OptionChange } from "../use-changes.ts";
import classes from "./CorrectionsSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

export interface CorrectionsSectionProps {
  corrections: Corrections;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (id: CorrectionId, on: boolean) => void;
}

/** Corrections that need no training, in the order in which they are applied. */
export function CorrectionsSection({ corrections, changeOf, onChange }: CorrectionsSectionProps) {
  return (
    <RecipeSection step={8} title="Corrections">
      {CORRECTIONS.map(({ id, name, cost, help, glossary }) => {
        const change = changeOf(`corrections.${id}`);
        return (
          <div key={id} className={classes.correction} data-changed={change !== undefined || undefined}>
            <Switch
              size="sm"
              label={name}
              description={cost}
              checked={corrections[id] ?? false}
              onChange={(event) => onChange(id, event.currentTarget.checked)}
            />
            <Help about={name}>
              {help}
              <MeaningFolds ids={[glossary.id]} />
            </Help>
          </div>
        );
      })}
    </RecipeSection>
  );
}
