import { Button } from "@mantine/core";
import { QUESTIONS, type QuestionId } from "#lessons/questions.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { answerText } from "./answer-text.ts";
import { blockedReason } from "./procedure/blocked-reason.ts";
import classes from "./Questions.module.css";
import { QUESTION_TEXTS } from "./texts/questions.ts";

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
