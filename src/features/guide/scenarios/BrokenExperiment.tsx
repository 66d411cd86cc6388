import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ScenarioTale } from "#lessons/scenario.ts";
import { useLab } from "#store/lab-context.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { Panel } from "#ui/Panel.tsx";
import type { RepairText } from "./repair-text.ts";
import classes from "./Scenarios.module.css";

export interface BrokenExperimentProps {
  tale: ScenarioTale;
  /** With the numbers of this machine. */
  symptom: string;
  /** What the reader has to do. */
  task: string;
  /** How far it is mended; null before anything was tried. */
  told: RepairText | null;
  isMended: boolean;
  /** Where to look and what to mend it with, if that is here. */
  children?: ReactNode;
  /** Buttons besides those for hints and for giving up. */
  buttons?: ReactNode;
  onRemedy: () => void;
  leaveLabel: string;
  onLeave: () => void;
}

/** An experiment broken on purpose: its symptom, hints on demand, and how far it is mended. */
export function BrokenExperiment(props: BrokenExperimentProps) {
  const { tale, symptom, task, told, isMended, children, buttons, onRemedy, leaveLabel, onLeave } = props;
  const isBusy = useLab((state) => busyWith(state) !== null);
  const [hints, setHints] = useState(0);
  return (
    <Panel title={`Broken: ${tale.title}`} note={tale.story}>
      <p className={classes.symptom}>{symptom}</p>
      <p className={classes.task}>
        {task} Given: {tale.given}.
      </p>
      {children}
      <div aria-live="polite">
        {told && (
          <Notice tone={told.tone} title={told.title}>
            {told.sentences.map((sentence) => (
              <p key={sentence} className={classes.sentence}>
                {sentence}
              </p>
            ))}
          </Notice>
        )}
        {hints > 0 && (
          <ol className={classes.hints}>
            {tale.hints.slice(0, hints).map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ol>
        )}
      </div>
      <div className={classes.buttons}>
        {buttons}
        {!isMended && hints < tale.hints.length && (
          <Button size="sm" variant="default" onClick={() => setHints(hints + 1)}>
            {hints === 0 ? "Give me a hint" : "Another hint"}
          </Button>
        )}
        {!isMended && hints === tale.hints.length && (
          <Button size="sm" variant="default" disabled={isBusy} onClick={onRemedy}>
            Mend it for me: {tale.remedyLabel[0].toLowerCase() + tale.remedyLabel.slice(1)}
          </Button>
        )}
        <Button size="sm" variant="subtle" disabled={isBusy} onClick={onLeave}>
          {leaveLabel}
        </Button>
      </div>
    </Panel>
  );
}
