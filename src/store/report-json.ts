import type { Finding, Report } from "#core/report.ts";
import type { RunResult } from "#protocol/messages.ts";

function reportOf(result: RunResult, diagnosis: Finding[]): Report {
  const { recipe, environment, fp32, quantized, agreement, outputs, layers, floatNodes } = result;
  const { corrections, notices } = result;
  return {
    version: 1,
    recipe,
    environment,
    fp32,
    quantized,
    agreement,
    outputs,
    layers,
    floatNodes,
    corrections,
    notices,
    diagnosis,
  };
}

/** The report as the text of `report.json`; JSON has no infinity, so an exact layer's SQNR is null. */
export const reportJson = (result: RunResult, diagnosis: Finding[]): string =>
  `${JSON.stringify(
    reportOf(result, diagnosis),
    (_key, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? null : value),
    2,
  )}\n`;
