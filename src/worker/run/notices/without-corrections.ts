import { EngineSession } from "#engine/runtime/session.ts";
import type { Backend } from "#experiment/backends.ts";
import { correctionsIn } from "#experiment/corrections.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import { judgedSqnrDb } from "#numerics/errors/output-errors.ts";
import { buildQuantized } from "../../build/build.ts";
import type { LoadedData } from "../../open/loaded-data.ts";
import type { LoadedModel } from "../../open/loaded-model.ts";
import { UNWATCHED } from "../../phase-clock.ts";
import { Evaluation } from "../evaluation/evaluation.ts";

/** SQNR loss below which nothing is reported: another draw of a few items changes it as much. */
const WORTH_TELLING_DB = 1;

/** Names of the corrections that a recipe asks for. */
export const correctionsOf = ({ corrections }: Recipe): string[] =>
  correctionsIn(corrections).map(({ phrase }) => phrase);

/**
 * Measures whether a recipe's corrections did harm: the same recipe without any is built and run on some of the
 * evaluation items.
 *
 * @param outputs what the corrected model gave for the items at `indices`, in the order of the model's outputs
 * @returns `correction.worse` (details.corrections, output, withDb, withoutDb, count) for the output that lost
 *   most; empty where none lost more than 1 dB of SQNR
 */
export async function harmOfCorrections(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  backend: Backend,
  fp32: EngineSession,
  { indices, outputs }: { indices: Uint32Array; outputs: readonly OutputComparison[] },
  signal: AbortSignal,
): Promise<Notice[]> {
  const plain: Recipe = { ...recipe, corrections: {} };
  const { build } = await buildQuantized(model, data, plain, { backend, signal, keep: false });
  const session = await EngineSession.create(build.bytes, { backend: "wasm", variant: "quantized" });
  try {
    const evaluation = new Evaluation(model, data, plain, { ...UNWATCHED, skip: () => {} }, signal);
    await evaluation.fp32(fp32, indices);
    await evaluation.quantized(session, fp32, indices);
    const before = new Map(
      evaluation.comparer.results().map((output) => [output.name, judgedSqnrDb(output)]),
    );
    const corrections = correctionsOf(recipe).join(" and ");
    let largest = WORTH_TELLING_DB;
    let notices: Notice[] = [];
    for (const output of outputs) {
      const withDb = judgedSqnrDb(output);
      const withoutDb = before.get(output.name) ?? Number.NaN;
      // A value that is no longer a number has lost everything; one that never was a number has lost nothing.
      const lossDb = Number.isNaN(withDb) && !Number.isNaN(withoutDb) ? Infinity : withoutDb - withDb;
      if (!(lossDb > largest)) continue;
      largest = lossDb;
      const details = { output: output.name, withDb, withoutDb, corrections, count: indices.length };
      notices = [{ code: "correction.worse", details }];
    }
    return notices;
  } finally {
    await session.release();
  }
}
