import { nearChance } from "../near-chance.ts";
import { type Check, clear, found, noEvidence } from "./verdicts.ts";
import { count, countOf, percent, pValue } from "./words.ts";

/** With fewer labelled pictures even a sound model may look like guessing (as `nearChance` has it). */
const FEWEST = 10;

/** The unquantized model does no better than guessing: not quantization is at fault. */
export const fp32NearChance: Check = ({ run }) => {
  const { top1, perClass } = run.fp32;
  if (top1.total === 0)
    return noEvidence(
      run.agreement.total === 0
        ? "The model is no classifier: what guessing would give is not known."
        : "Without labels it cannot be told whether FP32 itself is right.",
    );
  if (top1.total < FEWEST)
    return noEvidence(
      `${countOf(top1.total, "labelled picture")} cannot tell accuracy from guessing: too few.`,
    );
  const { nearChance: isNear, pValue: p, chance } = nearChance(top1.correct, top1.total, perClass.length);
  const evidence = `FP32 names ${count(top1.correct)} of ${count(top1.total)} pictures rightly (${percent(top1.correct / top1.total)}); guessing among ${count(perClass.length)} classes gives ${percent(chance)} (${pValue(p)}).`;
  if (!isNear) return clear(evidence);
  return found({
    grade: "likely",
    evidence: [evidence],
    cause: "Preprocessing or class numbers are not those that the model was trained with.",
    action: { kind: "show", label: "Check the preprocessing", place: "preprocessing" },
  });
};
