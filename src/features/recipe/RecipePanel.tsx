import type { Recipe } from "#core/recipe.ts";
import { useLab } from "#store/lab-context.ts";
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
export function RecipePanel() {
  const recipe = useLab((state) => state.recipe);
  return (
    <>
      <RecipeToolbar />
      <SourceSection />
      {recipe ? <RecipeOptions recipe={recipe} /> : <RecipeSkeleton />}
    </>
  );
}

function RecipeOptions({ recipe }: { recipe: Recipe }) {
  const { data, model, editRecipe } = useLab(({ data, model, editRecipe }) => ({ data, model, editRecipe }));
  const changeOf = useChanges();
  return (
    <>
      <CalibrationSection
        calibration={recipe.calibration}
        available={data?.calibrationCount ?? null}
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
          label="Evaluation pictures"
          help={HELP.evaluationCount}
          change={changeOf("evaluation.count")}
          value={recipe.evaluation.count}
          min={1}
          max={data?.evaluationCount ?? null}
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
