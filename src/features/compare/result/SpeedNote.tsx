import { EQUAL_TIMES } from "#diagnosis/findings/no-speed-up.ts";
import { backendName } from "#experiment/backends.ts";
import { modeEntry } from "#experiment/modes.ts";
import { latencyObstacle } from "#experiment/outcomes/comparable.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { formatMs, formatTimes } from "#words/format.ts";
import { variantWords } from "#words/recipe-words.ts";
import classes from "./SpeedNote.module.css";
import { slowerKinds } from "./slower-kinds.ts";

const KIND_NAMES: Record<LayerInfo["kind"], string> = {
  conv: "plain convolutions",
  depthwise: "depthwise convolutions",
  pointwise: "1×1 convolutions",
  gemm: "fully connected layers",
  matmul: "matrix products",
  attention: "attention products",
};

/** Whether quantizing made the model faster or slower on this machine, and which kinds of layers slow it down. */
export function SpeedNote({ latest }: { latest: RunRecord | null }) {
  if (!latest) return <p className={classes.note} />;
  const { fp32, quantized, recipe, layers, environment } = latest.result;
  if (!fp32.latencyMs || !quantized.latencyMs) return <p className={classes.note} />;
  const factor = quantized.latencyMs.median / fp32.latencyMs.median;
  const obstacle = latencyObstacle(environment.fp32, environment.quantized);
  if (obstacle)
    return (
      <p className={classes.note}>
        <strong>
          The times of FP32 and {variantWords(recipe)} are not compared: {obstacle}.
        </strong>{" "}
        They say little of quantization itself: run both on WASM.
      </p>
    );
  const kinds = slowerKinds(layers, latest.layerKinds).map(
    ({ kind, fp32: before, quantized: after }) =>
      `${KIND_NAMES[kind]} (${formatMs(after)} against ${formatMs(before)})`,
  );
  return (
    <p className={classes.note} data-slow={factor >= EQUAL_TIMES || undefined}>
      <strong>
        {variantWords(recipe)} is {speed(factor)} FP32 here.
      </strong>{" "}
      {kinds.length > 0 && `Slower quantized: ${kinds.join(", ")}. `}
      {kinds.length === 0 && factor >= EQUAL_TIMES && `${modeEntry(recipe.mode).conversionCost} `}
      Measured in {backendName(environment.quantized.backend)} on this machine; other hardware can show the
      reverse.
    </p>
  );
}

function speed(factor: number): string {
  if (factor >= EQUAL_TIMES) return `${formatTimes(factor)} slower than`;
  if (factor <= 1 / EQUAL_TIMES) return `${formatTimes(1 / factor)} faster than`;
  return "as fast as";
}
