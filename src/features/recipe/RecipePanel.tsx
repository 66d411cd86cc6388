import { Skeleton } from "@mantine/core";
import { calibrationUse } from "#experiment/calibration-use.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { DatasetSummary, ModelSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { ExceptionsSection } from "./exceptions/ExceptionsSection.tsx";
import { QuantizationOptions } from "./options/QuantizationOptions.tsx";
import { PreprocessSection } from "./preprocessing/PreprocessSection.tsx";
import { RecipeToolbar } from "./RecipeToolbar.tsx";
import { ActivationsSection } from "./sections/ActivationsSection.tsx";
import { CalibrationSection } from "./sections/CalibrationSection.tsx";
import { CorrectionsSection } from "./sections/CorrectionsSection.tsx";
import { EvaluationSection } from "./sections/EvaluationSection.tsx";
import { ModeSection } from "./sections/ModeSection.tsx";
import { RecipeSection } from "./sections/RecipeSection.tsx";
import { SourceSection } from "./sections/SourceSection.tsx";
import { WeightsSection } from "./sections/WeightsSection.tsx";
import { useChanges } from "./use-changes.ts";

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
  const { data, model, latest, editRecipe } = useLab((state) => ({
    data: state.data,
    model: state.model,
    latest: state.latest,
    editRecipe: state.editRecipe,
  }));
  const changeOf = useChanges();
  /** Edits one object of the recipe. */
  const edit =
    <Key extends "calibration" | "weights" | "activations" | "evaluation">(key: Key) =>
    (control: string, change: Partial<Recipe[Key]>) =>
      editRecipe(control, (before) => ({ ...before, [key]: { ...before[key], ...change } }));
  const isSameModel = JSON.stringify(latest?.result.recipe.model) === JSON.stringify(recipe.model);
  return (
    <>
      <PreprocessSection
        preprocess={recipe.preprocess}
        model={model}
        takesTensors={data?.kind === "tensors"}
        changeOf={changeOf}
        onChange={(control, preprocess) => editRecipe(control, (before) => ({ ...before, preprocess }))}
      />
      <QuantizationOptions quantizedAlready={model?.quantizedAlready ?? null}>
        <ModeSection
          mode={recipe.mode}
          change={changeOf("mode")}
          onChange={(mode) => editRecipe("mode", (before) => ({ ...before, mode }))}
        />
        <CalibrationSection
          calibration={recipe.calibration}
          use={calibrationUse(recipe)}
          available={data?.calibrationCount ?? recipe.calibration.count}
          classNames={calibrationClasses(data, model)}
          changeOf={changeOf}
          onChange={edit("calibration")}
        />
        <WeightsSection weights={recipe.weights} changeOf={changeOf} onChange={edit("weights")} />
        <ActivationsSection
          activations={recipe.activations}
          mode={recipe.mode}
          changeOf={changeOf}
          onChange={edit("activations")}
        />
        <ExceptionsSection
          recipe={recipe}
          layers={model?.layers ?? []}
          results={isSameModel && latest ? latest.result.layers : []}
          changeOf={changeOf}
          onChange={(layers) =>
            // Named after what it changes, so that each application is a step of its own to undo.
            editRecipe(`layers ${JSON.stringify(layers)}`, (before) => ({ ...before, layers }))
          }
        />
        <CorrectionsSection
          corrections={recipe.corrections}
          changeOf={changeOf}
          onChange={(key, on) =>
            editRecipe(`corrections.${key}`, (before) => ({
              ...before,
              corrections: { ...before.corrections, [key]: on || undefined },
            }))
          }
        />
      </QuantizationOptions>
      <EvaluationSection
        evaluation={recipe.evaluation}
        available={data?.evaluationCount ?? recipe.evaluation.count}
        changeOf={changeOf}
        onChange={edit("evaluation")}
      />
    </>
  );
}

/** What the classes of the calibration pictures are called, by index: their numbers for want of names. */
function calibrationClasses(data: DatasetSummary | null, model: ModelSummary | null): string[] | null {
  if (!data) return [];
  if (data.labelledCount.calibration === 0) return null;
  if (data.classes.length > 0) return data.classes.map(({ name }) => name);
  return Array.from({ length: model?.classCount ?? 0 }, (_, i) => `class ${i}`);
}

const SECTIONS = [
  { title: "Mode", height: 109 },
  { title: "Calibration", height: 326 },
  { title: "Weights", height: 261 },
  { title: "Activations", height: 172 },
  { title: "Exceptions", height: 57 },
  { title: "Corrections", height: 150 },
  { title: "Evaluation", height: 83 },
];

/** The panel's shape until the model has been read. */
function RecipeSkeleton() {
  return SECTIONS.map(({ title, height }, i) => (
    <RecipeSection key={title} step={i + 2} title={title}>
      <Skeleton height={height} />
    </RecipeSection>
  ));
}
