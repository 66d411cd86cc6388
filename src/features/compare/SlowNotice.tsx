import type { LayerInfo } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { formatMs, formatTimes } from "#ui/format.ts";
import { Panel } from "#ui/Panel.tsx";
import { variantLabel } from "#ui/variant-label.ts";
import { slowerKinds } from "./slower-kinds.ts";

const KIND_NAMES: Record<LayerInfo["kind"], string> = {
  conv: "plain convolutions",
  depthwise: "depthwise convolutions",
  pointwise: "1×1 convolutions",
  gemm: "fully connected layers",
  matmul: "matrix products",
  attention: "attention products",
};

/** Says so where quantizing made the model slower on this machine, and which kinds of layers are to blame. */
export function SlowNotice() {
  const latest = useLab((state) => state.latest);
  const { fp32, quantized } = latest?.result ?? {};
  if (!latest || !fp32?.latencyMs || !quantized?.latencyMs) return null;
  const factor = quantized.latencyMs.median / fp32.latencyMs.median;
  if (factor < 1.05) return null;
  const kinds = slowerKinds(latest.result.layers, latest.layerKinds).map(
    ({ kind, fp32: before, quantized: after }) =>
      `${KIND_NAMES[kind]} (${formatMs(after)} against ${formatMs(before)})`,
  );
  const blame =
    kinds.length > 0
      ? `Slower in integers: ${kinds.join(", ")}.`
      : "No single kind of layer is to blame: converting between float and integer costs the time.";
  return (
    <Panel
      title={`${variantLabel(latest.result.recipe)} is ${formatTimes(factor)} slower than FP32 here`}
      note={`${blame} Measured in WASM on this machine; hardware with integer instructions can show the reverse.`}
    />
  );
}
