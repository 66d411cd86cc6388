import { Button } from "@mantine/core";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { AutopilotResult, MeasuredRecipe } from "#protocol/autopilot.ts";
import { useLab } from "#store/lab-context.ts";
import { sameRecipe } from "#store/recipe/same-experiment.ts";
import { RecipeChanges } from "#ui/RecipeChanges.tsx";
import { lossText } from "./autopilot-verdict.ts";
import classes from "./PointCard.module.css";
import { pointLines } from "./point-lines.ts";

/** One setting in words and numbers, what it differs in from the recipe, and the way to make it the recipe. */
export function PointCard({ point, result }: { point: MeasuredRecipe; result: AutopilotResult | null }) {
  const { recipe, editRecipe } = useLab(({ recipe, editRecipe }) => ({ recipe, editRecipe }));
  if (!recipe) return null;
  const isLoaded = sameRecipe(recipe, point.recipe);
  return (
    <section className={classes.card} aria-label="Chosen setting">
      <div className={classes.column}>
        <h3 className={classes.name}>{point.label}</h3>
        {result && <p className={classes.loss}>This setting {lossText(point, result.fp32)}.</p>}
        <dl className={classes.facts}>
          {pointLines(point).map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className={classes.column}>
        <h4 className={classes.heading}>Against the recipe as it is</h4>
        <RecipeChanges
          changes={isLoaded ? [] : recipeDiff(recipe, point.recipe)}
          none="No difference: this is the recipe. Press Run to see it in full."
        />
        <Button
          className={classes.load}
          size="xs"
          disabled={isLoaded}
          onClick={() => editRecipe(`load ${point.label}`, () => point.recipe)}
        >
          {isLoaded ? "Loaded" : "Load this recipe"}
        </Button>
      </div>
    </section>
  );
}
