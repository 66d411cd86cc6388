import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { LayerInfo } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { formatMs, formatTimes } from "#ui/format.ts";
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
  const name = variantLabel(latest.result.recipe);
  const kinds = slowerKinds(latest.result.layers, latest.layerKinds).map(
    ({ kind, fp32: before, quantized: after }) =>
      `${KIND_NAMES[kind]} (${formatMs(after)} against ${formatMs(before)})`,
  );
  return (
    <Alert
      color="gray"
      variant="light"
      icon={<IconInfoCircle size={20} aria-hidden />}
      title={`${name} is ${formatTimes(factor)} slower than FP32 here`}
    >
      {kinds.length > 0
        ? `Slower in integers, summed over the layers: ${kinds.join(", ")}. `
        : "No single kind of layer is slower; converting between float and integer costs the time. "}
      This is WASM on this machine: the runtime's integer kernels for these are not as well tuned as its float
      ones. A phone or a server with integer instructions can show the opposite.
    </Alert>
  );
}
