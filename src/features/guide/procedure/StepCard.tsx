import { Button } from "@mantine/core";
import { IconArrowRight, IconCircleCheck, IconEye } from "@tabler/icons-react";
import { type Evidence, STEPS, type StepId } from "#lessons/procedure.ts";
import type { Decision } from "#lessons/procedure-decision.ts";
import { useLab } from "#store/lab-context.ts";
import { Term } from "#ui/glossary/Term.tsx";
import { Notice } from "#ui/notice/Notice.tsx";
import { glossaryEntry } from "#words/glossary.ts";
import { STEP_TEXTS } from "../texts/steps.ts";
import { decisionText } from "./decision-text.ts";
import { evidenceText } from "./evidence-text.ts";
import classes from "./StepCard.module.css";
import { type StepAction, useStepActions } from "./use-step-actions.ts";

export interface StepCardProps {
  step: StepId;
  evidence: Evidence;
  decision: Decision;
  isDone: boolean;
}

/** One step: what it is for, what it does, what to look at, and by what it is settled. */
export function StepCard({ step, evidence, decision, isDone }: StepCardProps) {
  const goToStep = useLab((state) => state.goToStep);
  const actions = useStepActions(step, evidence);
  const { title, why, look, terms } = STEP_TEXTS[step];
  const at = STEPS.indexOf(step);
  const next = STEPS[at + 1];
  const because = step === "decide" ? null : evidenceText(step, evidence);
  const holds = decision.kind === "ship" ? decision.best.run.number : null;
  const isSpare = !isDone && (step === "layers" || step === "fixes");
  return (
    <section className={classes.card} aria-labelledby="guide-step">
      <p className={classes.count}>
        Step {at + 1} of {STEPS.length}
      </p>
      <h2 className={classes.title} id="guide-step">
        {title}
      </h2>
      <p className={classes.why}>{why}</p>
      {isSpare && holds !== null && (
        <p className={classes.why}>
          Not needed for the decision here: run {holds} holds already. Do it to see where errors come from, or
          go on to the decision.
        </p>
      )}
      {step === "decide" && <DecisionPanel decision={decision} />}
      <StepButtons actions={actions} isDone={isDone} />
      <p className={classes.look}>
        <IconEye className={classes.icon} size={18} aria-hidden />
        <span>
          <strong>Look at:</strong> {look}
        </span>
      </p>
      <div aria-live="polite">
        {because && (
          <p className={classes.because}>
            <IconCircleCheck className={classes.icon} size={18} aria-hidden />
            <span>{because}</span>
          </p>
        )}
      </div>
      <p className={classes.terms}>
        Terms:{" "}
        {terms.map((id) => (
          <Term key={id} id={id}>
            {glossaryEntry(id).term}
          </Term>
        ))}
      </p>
      {next && (
        <div className={classes.foot}>
          <Button
            size="sm"
            variant={isDone ? "filled" : "subtle"}
            rightSection={<IconArrowRight size={16} aria-hidden />}
            onClick={() => goToStep(next)}
          >
            {isDone ? "Next" : "Skip to"}: {STEP_TEXTS[next].title}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The conclusion from the runs at hand. */
export function DecisionPanel({ decision }: { decision: Decision }) {
  const { tone, title, sentences } = decisionText(decision);
  return (
    <div aria-live="polite">
      <Notice tone={tone} title={title}>
        {sentences.map((sentence) => (
          <p key={sentence} style={{ margin: "0 0 4px" }}>
            {sentence}
          </p>
        ))}
      </Notice>
    </div>
  );
}

/** A step's buttons, each with what it does. */
function StepButtons({ actions, isDone }: { actions: StepAction[]; isDone: boolean }) {
  return (
    <ul className={classes.actions}>
      {actions.map(({ label, meaning, act, reason }) => (
        <li key={label} className={classes.action}>
          <Button
            size="sm"
            variant={isDone || actions.length > 1 ? "default" : "filled"}
            disabled={reason !== null}
            onClick={act}
          >
            {label}
          </Button>
          <span className={classes.meaning}>{reason ?? meaning}</span>
        </li>
      ))}
    </ul>
  );
}
