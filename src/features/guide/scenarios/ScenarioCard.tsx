import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ScenarioTale } from "#lessons/scenario.ts";
import { useLab } from "#store/lab-context.ts";
import classes from "./Scenarios.module.css";

export interface ScenarioCardProps {
  tale: ScenarioTale;
  /** What pressing does: breaks it, in another model if need be. */
  action: string;
  isBlocked: boolean;
  /** What is under way, or what pressing needs. */
  note: string;
  onBreak: () => void;
}

/** One way to break an experiment, and whether it was mended before. */
export function ScenarioCard({
  tale: { id, title, story },
  action,
  isBlocked,
  note,
  onBreak,
}: ScenarioCardProps) {
  const isMended = useLab((state) => state.mended.includes(id));
  const heading = `scenario-${id}`;
  return (
    <li className={classes.card} aria-labelledby={heading}>
      <h2 className={classes.title} id={heading}>
        {title}
        {isMended && (
          <span className={classes.mended}>
            <IconCircleCheck size={16} aria-hidden /> Mended
          </span>
        )}
      </h2>
      <p className={classes.story}>{story}</p>
      <div className={classes.foot}>
        <Button size="xs" variant="default" disabled={isBlocked} aria-describedby={heading} onClick={onBreak}>
          {action}
        </Button>
        <span className={classes.stage} aria-live="polite">
          {note}
        </span>
      </div>
    </li>
  );
}
