import type { Recipe } from "#core/recipe.ts";
import { useLab } from "#store/lab-context.ts";
import { formatCount } from "#ui/format.ts";
import { ActivationsSection } from "./ActivationsSection.tsx";
import { CalibrationSection } from "./CalibrationSection.tsx";
import { CountOption } from "./CountOption.tsx";
import { ExceptionsSection } from "./ExceptionsSection.tsx";
import { HELP } from "./help-texts.ts";
import { RecipeSection } from "./RecipeSection.tsx";
import { RecipeSkeleton } from "./RecipeSkeleton.tsx";
import { RecipeToolbar } from "./RecipeToolbar.tsx";
import { SourceSection } from "./SourceSection.tsx";
import { useChanges } from "./use-changes.ts";
import { WeightsSection } from "./WeightsSection.tsx";

/** The recipe in the order of the procedure. */
export function RecipePanel({ onClose }: { onClose?: () => void }) {
  const recipe = useLab((state) => state.recipe);
  return (
    <>
      <RecipeToolbar onClose={onClose} />
      <SourceSection />
      {recipe ? <RecipeOptions recipe={recipe} /> : <RecipeSkeleton />}
    </>
  );
}

function RecipeOptions({ recipe }: { recipe: Recipe }) {
  const { data, model, editRecipe } = useLab(({ data, model, editRecipe }) => ({ data, model, editRecipe }));
  const changeOf = useChanges();
  const available = data?.evaluationCount ?? recipe.evaluation.count;
  return (
    <>
      <CalibrationSection
        calibration={recipe.calibration}
        available={data?.calibrationCount ?? recipe.calibration.count}
        changeOf={changeOf}
        onChange={(control, change) =>
          editRecipe(control, (before) => ({ ...before, calibration: { ...before.calibration, ...change } }))
        }
      />
      <WeightsSection
        weights={recipe.weights}
        changeOf={changeOf}
        onChange={(control, change) =>
          editRecipe(control, (before) => ({ ...before, weights: { ...before.weights, ...change } }))
        }
      />
      <ActivationsSection activations={recipe.activations} />
      <ExceptionsSection
        layers={model?.layers ?? []}
        overrides={recipe.layers}
        changeOf={changeOf}
        onChange={(layers) => editRecipe("layers", (before) => ({ ...before, layers }))}
      />
      <RecipeSection step={6} title="Evaluation">
        <CountOption
          label="Pictures"
          name="Evaluation pictures"
          help={HELP.evaluationCount}
          change={changeOf("evaluation.count")}
          value={recipe.evaluation.count}
          min={1}
          max={available}
          note={`of ${formatCount(available)}`}
          step={100}
          onChange={(count) =>
            editRecipe("evaluation.count", (before) => ({
              ...before,
              evaluation: { ...before.evaluation, count },
            }))
          }
        />
      </RecipeSection>
    </>
  );
}
