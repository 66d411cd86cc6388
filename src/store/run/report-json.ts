import { jsonText } from "#experiment/json-numbers.ts";
import type { Finding, Report } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";

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

/** The report as the text of `report.json`; NaN and infinities as `jsonText` writes them. */
export const reportJson = (result: RunResult, diagnosis: Finding[]): string =>
  `${jsonText(reportOf(result, diagnosis), 2)}\n`;
