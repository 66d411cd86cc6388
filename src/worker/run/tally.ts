import type { Score } from "#core/report.ts";
import type { EvaluationSnapshot, Flip } from "#protocol/messages.ts";

function score(labels: Int32Array, predictions: Int32Array, indices: Uint32Array, classCount: number) {
  const perClass: Score[] = Array.from({ length: classCount }, () => ({ correct: 0, total: 0 }));
  let correct = 0;
  for (const index of indices) {
    const label = labels[index];
    const hit = predictions[index] === label ? 1 : 0;
    correct += hit;
    perClass[label].correct += hit;
    perClass[label].total++;
  }
  return { top1: { correct, total: indices.length }, perClass };
}

/** FP32 alone, before there is a quantized model to compare it with. */
export function tallyBaseline(
  labels: Int32Array,
  fp32: Int32Array,
  indices: Uint32Array,
  classCount: number,
): EvaluationSnapshot {
  return {
    fp32: score(labels, fp32, indices, classCount),
    quantized: null,
    agreement: { correct: 0, total: 0 },
    flips: [],
    outputs: [],
  };
}

/** Scores both variants on the pictures at `indices`, and lists those on which they disagree. */
export function tally(
  labels: Int32Array,
  fp32: Int32Array,
  quantized: Int32Array,
  indices: Uint32Array,
  classCount: number,
) {
  const flips: Flip[] = [];
  for (const index of indices) {
    if (fp32[index] === quantized[index]) continue;
    flips.push({ index, label: labels[index], fp32: fp32[index], quantized: quantized[index] });
  }
  return {
    fp32: score(labels, fp32, indices, classCount),
    quantized: score(labels, quantized, indices, classCount),
    agreement: { correct: indices.length - flips.length, total: indices.length },
    flips,
    outputs: [],
  } satisfies EvaluationSnapshot;
}
