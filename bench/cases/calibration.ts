import { collectActivations } from "#engine/item-batches.ts";
import { batches } from "#engine/runtime/batch-loop.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { BenchReport, BenchRequest } from "../report.ts";
import { NEVER, openModel, turns } from "./model.ts";

const ROUNDS = 3;
/** About what the lab arrives at by itself; fixed, so that plain inference and calibration run the same batches. */
const batchOf = (side: number) => (side > 100 ? 4 : 16);

/** Calibration (every tapped activation observed) over plain inference of the same images. */
export async function benchCalibration({ model: address }: BenchRequest): Promise<BenchReport> {
  const { model, plan, source } = await openModel(address);
  const indices = Uint32Array.from({ length: source.dims[1] > 100 ? 24 : 128 }, (_, i) => i);
  const options = { fixedBatch: batchOf(source.dims[1]), signal: NEVER };
  const plain = await EngineSession.create(writeModel(model), { backend: "wasm" });
  const tapped = await EngineSession.create(writeModel(tapOutputs(model, plan.tensors)), { backend: "wasm" });
  const milliseconds = await turns(ROUNDS, {
    plain: async () => {
      for await (const { count } of batches(plain, source, indices, options)) if (count === 0) break;
    },
    minmax: () => collectActivations(tapped, plan.tensors, source, indices, { ...options, histogram: false }),
    histogram: () => collectActivations(tapped, plan.tensors, source, indices, options),
  });
  return {
    milliseconds,
    ratios: {
      "min–max calibration / plain inference": milliseconds.minmax / milliseconds.plain,
      "histogram calibration / plain inference": milliseconds.histogram / milliseconds.plain,
    },
  };
}
