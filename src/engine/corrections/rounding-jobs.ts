import { canonicalJson } from "#experiment/canonical-json.ts";
import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import type { WeightRows } from "#numerics/weights/weight-rows.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { weightRows } from "#onnx/layers/weight-layout.ts";
import { fittingSpec } from "#onnx/quantize/plan/planned-weights.ts";
import type { QuantizationPlan } from "../quantize/quantization-plan.ts";

/** A weight to round, and how. */
export interface RoundingJob {
  /** The layers that read it and quantize it alike. */
  layers: QuantizableLayer[];
  weight: NonNullable<QuantizableLayer["weight"]>;
  rows: WeightRows;
  spec: WeightSpec;
}

/** The weights that a recipe quantizes to integers, in graph order of their first layers. */
export function roundingJobs(
  plan: QuantizationPlan,
  recipe: Recipe,
): { jobs: RoundingJob[]; notices: Notice[] } {
  const jobs = new Map<string, RoundingJob>();
  const notices: Notice[] = [];
  for (const layer of plan.layers) {
    const { name, weight } = layer;
    if (!weight || layerPrecision(recipe, name) !== "int") continue;
    const rows = weightRows(layer);
    if (!rows) {
      notices.push(skipped(name, `its weight is a stack of matrices, [${weight.dims.join(", ")}]`));
      continue;
    }
    const spec = fittingSpec(layer, layerWeightSpec(recipe, name));
    const key = canonicalJson([weight.tensor, rows, spec]);
    const job = jobs.get(key);
    if (job) job.layers.push(layer);
    else jobs.set(key, { layers: [layer], weight, rows, spec });
  }
  return { jobs: [...jobs.values()], notices };
}

/** Says that a layer's weights are rounded to nearest after all. */
export function skipped(layer: string, reason: string): Notice {
  return { code: "correction.skipped", details: { correction: "Learned rounding", layer, reason } };
}
