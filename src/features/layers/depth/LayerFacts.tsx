import { precisionEntry } from "#experiment/precisions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { useLab } from "#store/lab-context.ts";
import {
  formatCount,
  formatCounted,
  formatDecibels,
  formatMicroseconds,
  formatPercent,
} from "#words/format.ts";
import { granularityWords } from "#words/recipe-words.ts";
import type { ExploredLayer } from "../explored-layers.ts";
import classes from "./LayerDepth.module.css";

/** What the layer is, what the recipe makes of it, and what the last run measured. */
export function LayerFacts({ layer }: { layer: ExploredLayer }) {
  const recipe = useLab((state) => state.recipe);
  const { name, op, kind, weightShape, weightElements, from } = layer.info;
  const weights = weightShape
    ? `${weightShape.join("×")} = ${formatCount(weightElements)} weights`
    : "no weights of its own";
  const what = [kind === op.toLowerCase() ? op : `${op} (${kind})`, weights, joinText(from)].filter(Boolean);
  const is = [recipe && recipeText(recipe, layer), measuredText(layer)].filter(Boolean);
  return (
    <header>
      <h3 className={classes.name}>{name}</h3>
      <p className={classes.facts}>
        {what.join(" · ")}
        <br />
        {is.join(" · ")}
      </p>
    </header>
  );
}

const joinText = (from: readonly string[]): string => (from.length > 1 ? `joins ${from.join(" and ")}` : "");

function recipeText(recipe: Recipe, { info, weights }: ExploredLayer): string {
  const own = recipe.layers[info.name];
  const precision = weights?.precision ?? own?.precision ?? "int";
  if (precision !== "int") return `kept in ${precisionEntry(precision).name}`;
  if (!info.weightShape) return "both inputs are activations";
  const { bits, granularity } = { ...recipe.weights, ...own?.weights };
  return `${bits}-bit weights ${granularityWords(granularity)}${own ? " (an exception)" : ""}`;
}

function measuredText({ measured, timeShare }: ExploredLayer): string {
  if (!measured) return "";
  const { output, latencyMs } = measured;
  const parts = [
    output && `output SQNR ${formatDecibels(output.sqnrDb)}`,
    output?.leftOut &&
      `${formatCounted(output.leftOut, "value")} of FP32’s output left out, being NaN or infinite`,
    output?.lost &&
      `${formatCounted(output.lost, "value")} of the output NaN or infinite where FP32 has numbers`,
    latencyMs && `${formatMicroseconds(latencyMs.quantized)} a picture`,
    timeShare !== null && `${formatPercent(timeShare)} of the time`,
  ].filter(Boolean);
  return parts.length > 0 ? `last run: ${parts.join(", ")}` : "";
}
