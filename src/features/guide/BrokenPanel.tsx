import { Button } from "@mantine/core";
import { useState } from "react";
import { busyWith } from "#store/busy.ts";
import { useLab } from "#store/lab-context.ts";
import { Notice } from "#ui/Notice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { accuracyText } from "./evidence-text.ts";
import { repairText, symptomText } from "./repair-text.ts";
import classes from "./Scenarios.module.css";
import { useScenario } from "./use-scenario.ts";

/** The broken experiment: its symptom, hints on demand, and how far it is mended. */
export function BrokenPanel() {
  const broken = useScenario();
  const { busy, showRemedy, leaveScenario, showTab } = useLab((state) => ({
    busy: busyWith(state) !== null,
    showRemedy: state.showRemedy,
    leaveScenario: state.leaveScenario,
    showTab: state.showTab,
  }));
  const [hints, setHints] = useState(0);
  if (!broken) return null;
  const { scenario, active, symptom, repair } = broken;
  const { healthy, broken: run } = active;
  const isMended = repair?.state === "mended";
  const told = repair && repairText(scenario, repair.run, repair);
  return (
    <Panel title={`Broken: ${scenario.title}`} note={scenario.story}>
      <p className={classes.symptom}>
        Before {accuracyText(healthy.result.quantized.top1)} pictures right, now{" "}
        {accuracyText(run.result.quantized.top1)}; FP32 {accuracyText(run.result.fp32.top1)}.{" "}
        {symptomText(symptom, run.result.fp32.top1.total)}
      </p>
      <p className={classes.task}>
        Find the cause, change the recipe and press Run. Given: {scenario.given}.
      </p>
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
            {scenario.hints.slice(0, hints).map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ol>
        )}
      </div>
      <div className={classes.buttons}>
        <Button size="sm" variant="default" onClick={() => showTab("diagnosis")}>
          Look at the diagnosis
        </Button>
        {!isMended && hints < scenario.hints.length && (
          <Button size="sm" variant="default" onClick={() => setHints(hints + 1)}>
            {hints === 0 ? "Give me a hint" : "Another hint"}
          </Button>
        )}
        {!isMended && hints === scenario.hints.length && (
          <Button size="sm" variant="default" disabled={busy} onClick={() => void showRemedy()}>
            Mend it for me: {scenario.remedyLabel.toLowerCase()}
          </Button>
        )}
        <Button size="sm" variant="subtle" disabled={busy} onClick={leaveScenario}>
          Back to my own recipe
        </Button>
      </div>
    </Panel>
  );
}
