import { latencyObstacle } from "#experiment/outcomes/comparable.ts";
import type { LayerResult, RunResult } from "#experiment/result.ts";
import { formatCount, formatCounted, formatFixed, formatMs } from "#words/format.ts";
import type { Case } from "../case.ts";
import type { ConversionFacts } from "../facts.ts";
import { clear, found, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";

/** Medians nearer than this are called equal: a twentieth is within what timing in a tab can tell. */
export const EQUAL_TIMES = 1.05;
/** Of a single layer, timed alone for a short while. */
const SLOWER_LAYER = 1.1;

/** Layers that take notably longer quantized, those that cost most first. */
export const slowerLayers = (layers: readonly LayerResult[]): LayerResult[] =>
  layers
    .filter(({ latencyMs }) => latencyMs !== null && latencyMs.quantized > latencyMs.fp32 * SLOWER_LAYER)
    .toSorted((a, b) => addedMs(b) - addedMs(a));

const addedMs = ({ latencyMs }: LayerResult): number =>
  latencyMs ? latencyMs.quantized - latencyMs.fp32 : 0;

/** Less speed-up than integers promise. */
export const noSpeedUp = {
  id: "no-speed-up",
  symptom: "Less speed-up than expected",
  learn:
    "Integer kernels are faster only where the runtime has good ones. Layers left in floating point, changes between codes and floats around them, and small or depthwise layers can cost more than the others save. Only measuring on the hardware that counts tells.",
  badge: "Slower than FP32",
  check,
} as const satisfies Symptom;

function check({ run, facts }: Case): Verdict {
  const { environment, fp32, quantized, recipe, layers, floatNodes } = run;
  if (!fp32.latencyMs || !quantized.latencyMs) return noEvidence("Latency was not measured.");
  const obstacle = latencyObstacle(environment.fp32, environment.quantized);
  if (obstacle)
    return noEvidence(
      `FP32 and the quantized model ran in different places (${obstacle}): their times say nothing of quantization. Run both on WASM.`,
    );
  const [before, after] = [fp32.latencyMs, quantized.latencyMs];
  const times = `One picture takes ${formatMs(after.median)} quantized and ${formatMs(before.median)} in FP32 (medians of ${formatCount(after.runs)} runs after ${formatCount(after.warmup)} to warm up): ${formatFixed(before.median / after.median, 2)} times the speed.`;
  if (recipe.mode === "weight-only")
    return clear(
      "Weight-only stores weights in fewer bits and computes in floating point: no speed-up is to be expected.",
      times,
    );
  if (after.median * EQUAL_TIMES < before.median) return clear(times);
  const slower = slowerLayers(layers);
  const inFloat = layers.filter(({ arithmetic }) => arithmetic !== "integer");
  const simulated = layers.filter((layer) => layer.simulated && layer.precision === "int");
  const added = slower.reduce((sum, layer) => sum + addedMs(layer), 0);
  const evidence = [times];
  if (slower.length > 0)
    evidence.push(
      `${formatCounted(slower.length, "layer")} of ${formatCount(layers.length)} ${slower.length === 1 ? "takes" : "take"} longer quantized, ${formatMs(added)} more together; most of all “${slower[0].name}” (${slower[0].op}).`,
    );
  if (inFloat.length > 0 || floatNodes.length > 0)
    evidence.push(
      `${formatCounted(inFloat.length, "layer")} ${inFloat.length === 1 ? "computes" : "compute"} in floating point, and ${formatCounted(floatNodes.length, "node")} could not be quantized${reasons(floatNodes)}.`,
    );
  if (simulated.length > 0)
    evidence.push(
      `${formatCounted(simulated.length, "layer")} ${simulated.length === 1 ? "is" : "are"} simulated: wider codes or floats carry the values of the narrower grid, without its speed.`,
    );
  if (facts) {
    const { toCodes, toFloats } = facts.conversions;
    evidence.push(
      `The graph turns floats into codes in ${formatCounted(toCodes, "place")} and codes into floats in ${formatCounted(toFloats, "place")}; once each at the edges would be the least.`,
    );
  }
  return found({
    grade: after.median > before.median * EQUAL_TIMES ? "likely" : "possible",
    evidence,
    cause: causeOf({ slower, inFloat, floatNodes, simulated, conversions: facts?.conversions ?? null }),
    action: { kind: "show", label: "Show the times by layer", place: "layers" },
    table:
      slower.length === 0
        ? undefined
        : {
            caption: "Layers that are slower quantized",
            columns: ["Layer", "Operator", "FP32 (ms)", "Quantized (ms)"],
            rows: slower
              .slice(0, 8)
              .map(({ name, op, latencyMs }) => [name, op, latencyMs?.fp32 ?? 0, latencyMs?.quantized ?? 0]),
          },
  });
}

function reasons(nodes: RunResult["floatNodes"]): string {
  const [first] = nodes;
  return first ? ` (“${first.name}”: ${first.reason})` : "";
}

function causeOf(seen: {
  slower: readonly unknown[];
  inFloat: readonly unknown[];
  floatNodes: readonly unknown[];
  simulated: readonly unknown[];
  conversions: ConversionFacts | null;
}): string {
  if (seen.simulated.length > 0)
    return "The runtime has no kernel for this width or granularity and simulates it; integer hardware that has one would be faster.";
  if (seen.slower.length > 0)
    return "The runtime's integer kernels for these layers are slower here than its float ones, as is usual for depthwise convolutions and small networks in WASM. Other hardware can show the reverse.";
  if (seen.inFloat.length > 0 || seen.floatNodes.length > 0)
    return "Layers left in floating point gain nothing, and every change between codes and floats costs time.";
  if (seen.conversions && seen.conversions.toCodes + seen.conversions.toFloats > 2)
    return "The operators between the layers run in floating point: every change between codes and floats around them costs time that the integer kernels save.";
  return "No layer stands out: the integer kernels are no faster than the float ones on this machine.";
}
