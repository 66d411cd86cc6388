import { Button } from "@mantine/core";
import { lossOf, type ProcedureRun } from "#lessons/procedure-run.ts";
import { QUESTIONS, type QuestionId, questionOf } from "#lessons/questions.ts";
import { useLab } from "#store/lab-context.ts";
import type { Answer } from "#store/lessons/guide-slice.ts";
import { Panel } from "#ui/Panel.tsx";
import { blockedReason } from "./procedure/blocked-reason.ts";
import { accuracyText, lossText } from "./procedure/evidence-text.ts";
import classes from "./Questions.module.css";

/** What beginners ask, answered by runs on this machine. */
export function Questions() {
  return (
    <div className={classes.list}>
      {QUESTIONS.map(({ id }) => (
        <QuestionPanel key={id} id={id} />
      ))}
    </div>
  );
}

function QuestionPanel({ id }: { id: QuestionId }) {
  const { answer, asking, isAsked, reason, ask } = useLab((state) => ({
    answer: state.answers[id],
    asking: state.asking === id,
    isAsked: state.asking !== null,
    reason: blockedReason(state),
    ask: state.ask,
  }));
  const { question, answer: general, experiment } = QUESTION_TEXTS[id];
  return (
    <Panel title={question}>
      <p className={classes.text}>{general}</p>
      <div className={classes.experiment}>
        <Button
          size="sm"
          variant={answer ? "default" : "filled"}
          disabled={isAsked || reason !== null}
          title={reason ?? undefined}
          onClick={() => void ask(id)}
        >
          {answer ? "Run the experiment again" : "Run the experiment"}
        </Button>
        <span className={classes.meaning}>{experiment}</span>
      </div>
      <div className={classes.answer} aria-live="polite">
        {asking && !answer && <p>The first of two runs is under way.</p>}
        {answer && answerText(id, answer).map((sentence) => <p key={sentence}>{sentence}</p>)}
        {asking && answer && !answer.second && <p>The second run is under way.</p>}
      </div>
    </Panel>
  );
}

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
function answerText(id: QuestionId, { first, second }: Answer): string[] {
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

interface QuestionText {
  question: string;
  /** The answer in general; the runs give it for this model. */
  answer: string;
  experiment: string;
}

const QUESTION_TEXTS: Record<QuestionId, QuestionText> = {
  "always-little": {
    question: "Does post-training quantization always cost only little?",
    answer:
      "No. At 8 bits with a scale per channel most networks lose next to nothing. With fewer bits, one scale for a whole tensor or unfit ranges, the same network can fall to guessing.",
    experiment:
      "Two runs: 8 bits with a scale per channel; then weights of 4 bits with one scale per tensor.",
  },
  "no-data": {
    question: "Can it be done without any data?",
    answer:
      "Weight-only and dynamic quantization need no pictures. Static quantization needs the ranges of activations, and those come from pictures: inventing them is risky.",
    experiment:
      "Two runs: weight-only at 8 bits, no picture needed; then static at 8 bits, calibrated on grey noise.",
  },
  "training-first": {
    question: "Post-training quantization or quantization-aware training first?",
    answer:
      "Post-training first: it takes seconds, needs no training pipeline, and tells whether anything is left to win back. Training is for what remains, usually below 8 bits.",
    experiment:
      "Two runs: 8 bits as they come; then weights of 3 bits with the best ranges and bias correction.",
  },
};
