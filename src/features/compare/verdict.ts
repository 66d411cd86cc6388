import type { RunResult } from "#protocol/messages.ts";
import { formatPercent, formatTimes } from "#ui/format.ts";
import { variantWords } from "#ui/variant-label.ts";
import { errorCarriers } from "./error-carriers.ts";

/** Factors nearer to one than this are called equal. */
const EQUAL = 1.05;
const COUNTS = ["", "one layer adds", "two layers add", "three layers add"];

export interface Verdict {
  sentence: string;
  /** Names of the layers that the sentence counts. */
  carriers: string[];
}

function compare(factor: number, more: string, less: string, equal: string): string {
  if (factor >= EQUAL) return `${formatTimes(factor)} ${more}`;
  if (factor <= 1 / EQUAL) return `${formatTimes(1 / factor)} ${less}`;
  return equal;
}

function accuracy(name: string, before: number, after: number): string {
  const [from, to] = [formatPercent(before), formatPercent(after)];
  if (from === to) return `${name} keeps all of ${from}`;
  if (after > before) return `${name} scores ${to}, FP32 ${from}`;
  if (after < before - 0.1) return `${name} falls from ${from} to ${to}`;
  return `${name} keeps ${to.replace(/\s%$/, "")} of ${from}`;
}

/** The answer of a run in one sentence. */
export function verdictOf({ recipe, fp32, quantized, layers, environment }: RunResult): Verdict {
  const name = variantWords(recipe);
  const parts = [
    accuracy(name, fp32.top1.correct / fp32.top1.total, quantized.top1.correct / quantized.top1.total),
    compare(fp32.sizeBytes / quantized.sizeBytes, "smaller", "larger", "the same size"),
  ];
  // Times of different backends say nothing of quantization.
  const sameBackend = environment.fp32.backend === environment.quantized.backend;
  if (fp32.latencyMs && quantized.latencyMs && sameBackend) {
    const factor = fp32.latencyMs.median / quantized.latencyMs.median;
    parts.push(`${compare(factor, "faster", "slower", "as fast")} here`);
  }
  const carriers = errorCarriers(layers);
  const tail = carriers.length > 0 ? `; ${COUNTS[carriers.length]} most of the error` : "";
  return { sentence: `${parts.join(", ")}${tail}.`, carriers };
}
