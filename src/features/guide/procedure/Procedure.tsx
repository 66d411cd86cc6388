import { Button } from "@mantine/core";
import { IconCircle, IconCircleCheck } from "@tabler/icons-react";
import { STEPS, type StepId } from "#lessons/procedure.ts";
import { useLab } from "#store/lab-context.ts";
import { STEP_TEXTS } from "../texts/steps.ts";
import classes from "./Procedure.module.css";
import { StepCard } from "./StepCard.tsx";
import { useProcedure } from "./use-procedure.ts";

/** The ten-minute procedure, walked through the lab itself. */
export function Procedure() {
  const { step, modelName, goToStep, restartGuide } = useLab((state) => ({
    step: state.guideStep,
    modelName: state.modelName,
    goToStep: state.goToStep,
    restartGuide: state.restartGuide,
  }));
  const { evidence, decision, settled } = useProcedure();
  return (
    <>
      <p className={classes.intro}>
        From a trained network to a decision in ten minutes, with {modelName || "the model that is open"}.
        Every button does the real thing in the lab; each step ticks itself when the lab has seen what it asks
        for. The step stays in view above the other tabs.
      </p>
      <div className={classes.pair}>
        <div className={classes.side}>
          <StepList current={step} settled={settled} onChoose={goToStep} />
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            className={classes.restart}
            onClick={restartGuide}
          >
            Start again
          </Button>
        </div>
        <StepCard key={step} step={step} evidence={evidence} decision={decision} isDone={settled[step]} />
      </div>
    </>
  );
}

interface StepListProps {
  current: StepId;
  settled: Record<StepId, boolean>;
  onChoose: (step: StepId) => void;
}

/** The procedure at a glance; ticked by what the lab has seen. */
function StepList({ current, settled, onChoose }: StepListProps) {
  return (
    <ol className={classes.list} aria-label="Steps of the procedure">
      {STEPS.map((step, i) => {
        const Icon = settled[step] ? IconCircleCheck : IconCircle;
        return (
          <li key={step}>
            <button
              type="button"
              className={classes.step}
              aria-current={step === current ? "step" : undefined}
              data-done={settled[step] || undefined}
              onClick={() => onChoose(step)}
            >
              <Icon size={20} role="img" aria-label={settled[step] ? "Done" : "Open"} />
              <span>
                {i + 1}
                <span className={classes.title}>. {STEP_TEXTS[step].title}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
