import { fedDims } from "#engine/runtime/input-source.ts";
import { layerPrecision } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { SweepDirection, SweepProgress, SweepResult, SweepRow } from "#protocol/sensitivity.ts";
import { buildQuantized } from "../build/build.ts";
import { calibrationSet } from "../build/calibration-set.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { Fp32Side } from "./fp32-side.ts";
import { measureRows, measureWhole } from "./measure.ts";
import { layerCosts, ProgressReport } from "./progress-report.ts";
import { type MeasuredWhole, sweepState } from "./sweep-state.ts";

/**
 * What each layer that a recipe quantizes does to the predictions on its evaluation images: quantized as the only
 * one (`only`), or left in FP32 as the only one (`all-but`). A row is what a run of `sweepRecipe` on WASM gives, at
 * a fraction of its cost (`measureRows`); corrections are done as such a run does them (`variantBuilder`). Rows
 * are kept as they are found, with the model and the images. A layer that stays in FP32 whatever the recipe says of
 * it (its weights are not finite, say) has none.
 *
 * @param known rows that the caller has of the same sweep, which was cut short
 * @throws LabError `model.already-quantized`, and what a run of the recipe throws
 * @throws DOMException `AbortError` soon after the signal has fired
 */
export async function sweep(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  direction: SweepDirection,
  report: (progress: SweepProgress) => void,
  signal: AbortSignal,
  known: readonly SweepRow[] = [],
): Promise<SweepResult> {
  const started = performance.now();
  const { plan } = model.float(recipe.corrections.equalize ?? false);
  const state = sweepState(model, data, recipe);
  const rows = state.rows[direction];
  const asked = plan.layers.filter(({ name }) => layerPrecision(recipe, name) !== "fp32");
  const names = new Set(asked.map(({ name }) => name));
  for (const row of known) if (names.has(row.layer) && !rows.has(row.layer)) rows.set(row.layer, row);

  const progress = new ProgressReport(
    report,
    layerCosts(plan, fedDims({ dims: model.itemDims, unbatched: model.input.unbatched }, 1)),
  );
  progress.start([...rows.values()], state.layers ?? [...names], state.whole);
  if (state.whole && state.layers?.every((layer) => rows.has(layer)))
    return sweepResult(direction, state.whole, state.layers, rows, { started, evaluationMs: null });

  const fp32 = await Fp32Side.run(model, data, recipe, signal);
  const built = await buildQuantized(model, data, recipe, { backend: "wasm", signal });
  state.layers = built.build.layers.flatMap(({ layer, result }) =>
    result.precision === "fp32" ? [] : layer.name,
  );
  const { fixedBatch } = model.input;
  state.whole ??= await measureWhole(built.build, fp32, fixedBatch, signal);
  const missing = state.layers.filter((layer) => !rows.has(layer));
  progress.whole(state.whole, state.layers, missing);

  const set = calibrationSet(model, data, recipe, signal);
  const step = {
    float: built.float,
    recipe,
    set,
    backend: "wasm",
    fixedBatch,
    signal,
    clock: UNWATCHED,
  } as const;
  for await (const row of measureRows(built, step, fp32, state.whole, direction, missing)) {
    rows.set(row.layer, row);
    progress.row(row);
  }
  const { evaluationMs } = state.whole;
  return sweepResult(direction, state.whole, state.layers, rows, { started, evaluationMs });
}

function sweepResult(
  direction: SweepDirection,
  { fp32, whole, pictures }: MeasuredWhole,
  layers: readonly string[],
  rows: ReadonlyMap<string, SweepRow>,
  { started, evaluationMs }: { started: number; evaluationMs: number | null },
): SweepResult {
  return {
    direction,
    fp32,
    whole,
    rows: layers.flatMap((layer) => rows.get(layer) ?? []),
    pictures,
    elapsedMs: performance.now() - started,
    evaluationMs,
  };
}
