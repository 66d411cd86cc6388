import { type Feeds, feedsOf } from "#engine/runtime/input-source.ts";
import type { ModelInput } from "../../items/other-inputs.ts";
import type { Evaluation } from "./evaluation.ts";

/** What a network gets for the first evaluation picture, or for as many as a fixed batch needs. */
export function oneInference({ fixedBatch }: ModelInput, evaluation: Evaluation): Promise<Feeds> {
  const indices = evaluation.sound(evaluation.indices);
  const rows = fixedBatch ?? 1;
  return feedsOf(
    evaluation.source,
    Uint32Array.from({ length: rows }, (_, i) => indices[i % indices.length]),
  );
}
