import type { RunResult } from "#experiment/result.ts";
import { worstSqnrDb } from "#experiment/run-counts.ts";
import type { ExpectedResult } from "#share/shared-experiment.ts";

/** The numbers of a run that another run of the same recipe should give. */
export function expectedResult(result: RunResult): ExpectedResult {
  const { fp32, quantized, agreement, outputs, environment } = result;
  const sqnrDb = worstSqnrDb(outputs);
  return {
    fp32: fp32.top1,
    quantized: quantized.top1,
    agreement,
    outputSqnrDb: sqnrDb && Number(sqnrDb.toFixed(2)),
    sizeBytes: quantized.sizeBytes,
    environment: {
      lab: environment.lab,
      runtime: environment.runtime,
      fp32: environment.fp32,
      quantized: environment.quantized,
    },
  };
}
