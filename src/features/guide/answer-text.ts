import { lossOf, type ProcedureRun } from "#lessons/procedure-run.ts";
import type { QuestionId } from "#lessons/questions.ts";
import { questionOf } from "#lessons/questions.ts";
import type { Answer } from "#store/lessons/guide-slice.ts";
import { accuracyText, lossText } from "./procedure/evidence-text.ts";

/** Whether a run lost to FP32 more than chance would have it; null without labels. */
function isHurt(run: ProcedureRun): boolean | null {
  const loss = lossOf(run);
  return loss === null ? null : loss.isSignificant && loss.difference < 0;
}

/** What the pair of runs says to the question: [first hurt][second hurt]. */
const CONCLUSIONS: Record<QuestionId, (first: boolean, second: boolean) => string> = {
  "always-little": (first, second) =>
    second
      ? first
        ? "On this model neither is free: even 8 bits cost more than chance, and the coarser recipe costs more."
        : "So on this model: next to nothing at 8 bits with fine scales, and a real loss with coarse ones. How much it costs is a question of the recipe."
      : "This model takes even the coarse recipe without a measurable loss. Others do not: try the MobileNet.",
  "no-data": (first, second) =>
    first
      ? "Here even the weights alone cost more than chance: look at their granularity first."
      : second
        ? "So: yes, as long as no range has to be known beforehand. Ranges from invented pictures cost this model more than chance."
        : "Without pictures the weights alone are safe. On this model even ranges from noise did no measurable harm; do not count on it for another.",
  "training-first": (first, second) =>
    first
      ? "Something is left to win back at 8 bits: try the cheap fixes of the procedure, and training only after them."
      : second
        ? "So: at 8 bits training has nothing to win back here. At 3 bits, after cheap fixes, there is a real loss left, and that is where training begins to pay."
        : "So: not even 3 bits leave anything measurable for training to win back on this model.",
};

const runSentence = (name: string, run: ProcedureRun): string => {
  const { top1 } = run.quantized;
  const score = top1.total > 0 ? `${accuracyText(top1)} right; against FP32 ` : "";
  return `${name}, run ${run.number}: ${score}${lossText(run)}.`;
};

/** The answer with this machine's numbers, as far as it is known. */
export function answerText(id: QuestionId, { first, second }: Answer): string[] {
  const names = questionOf(id).names.map((name) => name[0].toUpperCase() + name.slice(1));
  const sentences = [runSentence(names[0], first)];
  if (!second) return sentences;
  sentences.push(runSentence(names[1], second));
  const [before, after] = [isHurt(first), isHurt(second)];
  sentences.push(
    before === null || after === null
      ? "These pictures have no labels: agreement with FP32 is all that can be told."
      : CONCLUSIONS[id](before, after),
  );
  return sentences;
}
