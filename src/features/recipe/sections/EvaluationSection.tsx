import type { Evaluation } from "#experiment/recipe.ts";
import { formatCount } from "#words/format.ts";
import { CountOption } from "../options/CountOption.tsx";
import { HELP } from "../options/help-texts.ts";
import type { OptionChange } from "../use-changes.ts";
import classes from "./RecipeSection.module.css";
import { RecipeSection } from "./RecipeSection.tsx";

export interface EvaluationSectionProps {
  evaluation: Evaluation;
  /** Pictures there are to test on. */
  available: number;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<Evaluation>) => void;
}

/** Which pictures both networks are tested on. */
export function EvaluationSection({ evaluation, available, changeOf, onChange }: EvaluationSectionProps) {
  return (
    <RecipeSection step={9} title="Evaluation">
      <div className={classes.pair}>
        <CountOption
          label="Pictures"
          name="Evaluation pictures"
          help={HELP.evaluationCount}
          change={changeOf("evaluation.count")}
          value={evaluation.count}
          min={1}
          max={available}
          note={`of ${formatCount(available)}`}
          step={100}
          onChange={(count) => onChange("evaluation.count", { count })}
        />
        <CountOption
          label="Seed"
          name="Evaluation seed"
          help={HELP.evaluationSeed}
          change={changeOf("evaluation.seed")}
          value={evaluation.seed}
          min={0}
          max={999_999}
          step={1}
          onChange={(seed) => onChange("evaluation.seed", { seed })}
        />
      </div>
    </RecipeSection>
  );
}
