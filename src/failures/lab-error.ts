/**
 * Every failure the lab can name. The code is stable and language-free; `ui/error-messages.ts`
 * turns it into a sentence and a remedy.
 */
export type LabErrorCode =
  | "model.missing"
  | "model.not-onnx"
  | "model.truncated"
  | "model.damaged"
  | "model.too-large"
  | "model.external-missing"
  | "model.missing-ops"
  | "model.unsupported"
  | "model.load-failed"
  | "model.several"
  | "model.already-quantized"
  | "model.no-layers"
  | "model.layers-hidden"
  | "model.renamed"
  | "data.missing"
  | "data.invalid"
  | "data.too-large"
  | "data.empty"
  | "data.decode-failed"
  | "data.not-images"
  | "data.shape-mismatch"
  | "data.labels-beyond-classes"
  | "data.labels-shifted"
  | "data.pictures-skipped"
  | "data.split-shared"
  | "data.input-missing"
  | "fp32.near-chance"
  | "fp32.departs"
  | "output.not-comparable"
  | "output.not-finite"
  | "output.no-prediction"
  | "output.not-tensor"
  | "quantized.optimizer-differs"
  | "recipe.invalid"
  | "recipe.unknown-layer"
  | "calibration.non-finite"
  | "layer.weights-non-finite"
  | "layer.range-collapsed"
  | "layer.activations-non-finite"
  | "layer.group-too-large"
  | "layer.bias-clamped"
  | "layer.half-overflow"
  | "layer.half-activations-overflow"
  | "layer.left-float"
  | "correction.skipped"
  | "correction.held-back"
  | "correction.worse"
  | "run.part-failed"
  | "model.opset-kept"
  | "runtime.load-failed"
  | "runtime.not-loaded"
  | "runtime.out-of-memory"
  | "runtime.run-failed"
  | "webgpu.unavailable"
  | "webgpu.mismatch"
  | "worker.crashed"
  | "worker.not-loaded"
  | "part.not-loaded"
  | "mini.crashed"
  | "network.failed"
  | "source.changed"
  | "storage.unavailable"
  | "storage.full"
  | "storage.lost"
  | "link.invalid"
  | "link.b-invalid"
  | "link.newer"
  | "log.invalid"
  | "scenario.layer-missing"
  | "internal";

/** Facts that go with a code: names, numbers, addresses. Plain data, so that it crosses `postMessage`. */
export type ErrorDetails = Record<string, string | number | boolean | null>;

/** A failure with a stable code, the facts that explain it and, where there is one, the error beneath. */
export class LabError extends Error {
  override readonly name = "LabError";

  constructor(
    readonly code: LabErrorCode,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(code, options);
  }
}
