import { canonicalJson } from "#experiment/canonical-json.ts";
import type { LayerOption } from "#experiment/outcomes/precision-path.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import type { Bench } from "./bench.ts";
import { layerLevels } from "./layer-levels.ts";
import { type Common, type LayerLevel, mixedRecipe } from "./mixed-recipe.ts";
import { OutputNoise } from "./output-noise.ts";

/** A level that saves less than this share of the model's bytes is not worth its trial. */
const LEAST_SAVING = 5e-4;

/** The levels of one layer that are worth trying, each with what it does to the model, FP32 first. */
export interface LayerChoices {
  layer: string;
  levels: LayerLevel[];
  options: LayerOption[];
}

/**
 * What each layer adds to the noise in the model's output at each of its levels, alone, all others in FP32. No label
 * is looked at: as long as the noise is small it adds up over the layers, which counts of right answers do not. Bytes
 * are those of files in which all other layers are INT8, conversions between them included.
 */
export async function tryLayers(bench: Bench, common: Common): Promise<LayerChoices[]> {
  const { plan } = bench.ground.model.float(false);
  bench.progress.enter("sensitivity", plan.layers.length);
  const noise = new OutputNoise(bench);
  const choices: LayerChoices[] = [];
  for (const layer of plan.layers) choices.push(await tryLayer(bench, noise, layer, common));
  return choices;
}

async function tryLayer(
  bench: Bench,
  noise: OutputNoise,
  layer: QuantizableLayer,
  common: Common,
): Promise<LayerChoices> {
  const { recipe, layers, fp32, known, progress } = bench;
  const { scheme } = recipe.weights;
  const amid = (level: LayerLevel, others: LayerLevel) =>
    mixedRecipe(recipe, new Map(layers.map((name) => [name, name === layer.name ? level : others])), common);
  const int8: LayerLevel = { bits: 8, scheme, granularity: { kind: "tensor" } };
  const noiseOf = async (level: LayerLevel) =>
    level === "fp32" ? 0 : noise.of((await bench.build(amid(level, "fp32"))).build.bytes);
  const choices: LayerChoices = { layer: layer.name, levels: [], options: [] };
  let least = Infinity;
  let isKnown = true;
  for (const level of layerLevels(layer, recipe)) {
    const key = canonicalJson([layer.name, level, common, recipe.activations.scheme]);
    let trial = known.trials.get(key);
    if (!trial) {
      isKnown = false;
      const sizeBytes = (await bench.build(amid(level, int8))).build.bytes.length;
      const isWorth = sizeBytes < least - LEAST_SAVING * fp32.sizeBytes;
      trial = { sizeBytes, noise: isWorth ? await noiseOf(level) : null };
      known.trials.set(key, trial);
      progress.tick();
    }
    if (trial.noise === null) continue;
    least = trial.sizeBytes;
    choices.levels.push(level);
    choices.options.push({ noise: trial.noise, bytes: trial.sizeBytes });
  }
  progress.step([], isKnown);
  return choices;
}
