import { graphView } from "../model/graph/graph.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { requireOps } from "../recognize/missing-ops.ts";
import { recognizeQuantized } from "../recognize/quantized.ts";
import { freeBatch } from "./batch/free-batch.ts";
import { openInputs, withoutInitializerInputs } from "./batch/open-inputs.ts";
import { keepLayouts } from "./keep-layouts.ts";
import { standardOps } from "./standard-ops.ts";
import { toFloat32 } from "./to-float32.ts";

/** A model as the lab runs it, with the changes that this took. */
export interface AcceptedModel {
  /** What is run as the float model, summarized and prepared for quantization. */
  model: ModelProto;
  /** Whether it differs from what was read: a session then needs its bytes, not the file's. */
  changed: boolean;
  /** Experimental operators that standard ones took the place of, one per node. */
  replacedOps: string[];
  /** Constants and declarations of FP16 that became float32. */
  widened: number;
  /** Those of FP64. */
  narrowed: number;
  /** Whether a fixed batch of 1 was made free. */
  batchFreed: boolean;
  /** Why a fixed batch of 1 stays, for people; null where there is none. */
  batchFixedBecause: string | null;
}

/**
 * Turns a model from another exporter into one that the lab can run in batches and quantize, with the same
 * outputs. Initialisers are no longer inputs, experimental operators become standard ones, FP16 becomes float32,
 * FP64 layers too, a batch of 1 or 0 becomes free, and nodes are protected from optimizations of the runtime that
 * break them. A quantized model is judged as it is.
 *
 * @param keepBatch leaves a fixed batch as it is
 * @throws LabError as `openInputs` for inputs of no size or of one beyond reach
 * @throws LabError `model.missing-ops` (details.ops) if the runtime lacks operators of it
 */
export function acceptModel(original: ModelProto, keepBatch = false): AcceptedModel {
  const { model: standard, replaced } = standardOps(openInputs(withoutInitializerInputs(original)));
  requireOps(standard);
  const { model: wide, converted, narrowed } = toFloat32(standard);
  const kept = { model: wide, freed: false, reason: null };
  const { model: batched, freed, reason } = keepBatch ? kept : freeBatch(wide);
  const model = recognizeQuantized(graphView(batched)) ? batched : keepLayouts(batched);
  return {
    model,
    changed: model !== original,
    replacedOps: replaced,
    widened: converted,
    narrowed,
    batchFreed: freed,
    batchFixedBecause: reason,
  };
}
