import { IconCircle, IconCircleCheck } from "@tabler/icons-react";
import { STEPS, type StepId } from "#lessons/procedure.ts";
import { STEP_TEXTS } from "../texts/steps.ts";
import classes from "./StepList.module.css";

export interface StepListProps {
  current: StepId;
  settled: Record<StepId, boolean>;
  onChoose: (step: StepId) => void;
}

/** The procedure at a glance; ticked by what the lab has seen. */
export function StepList({ current, settled, onChoose }: StepListProps) {
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
