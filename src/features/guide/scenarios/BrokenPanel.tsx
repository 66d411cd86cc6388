import { Button } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { accuracyText } from "../procedure/evidence-text.ts";
import { BrokenExperiment } from "./BrokenExperiment.tsx";
import { repairText, symptomText } from "./repair-text.ts";
import { useScenario } from "./use-scenario.ts";

/** The recipe that was broken, for the reader to mend in the recipe itself. */
export function BrokenPanel() {
  const broken = useScenario();
  const { showRemedy, leaveScenario, showTab } = useLab((state) => ({
    showRemedy: state.showRemedy,
    leaveScenario: state.leaveScenario,
    showTab: state.showTab,
  }));
  if (!broken) return null;
  const { scenario, active, symptom, repair } = broken;
  const { healthy, broken: run } = active;
  const { fp32, quantized } = run.result;
  return (
    <BrokenExperiment
      tale={scenario}
      symptom={`Before ${accuracyText(healthy.result.quantized.top1)} pictures right, now ${accuracyText(quantized.top1)}; FP32 ${accuracyText(fp32.top1)}. ${symptomText(symptom, fp32.top1.total)}`}
      task="Find the cause, change the recipe and press Run."
      told={repair && repairText(scenario, repair.run, repair)}
      isMended={repair?.state === "mended"}
      buttons={
        <Button size="sm" variant="default" onClick={() => showTab("diagnosis")}>
          Look at the diagnosis
        </Button>
      }
      onRemedy={() => void showRemedy()}
      leaveLabel="Back to my own recipe"
      onLeave={leaveScenario}
    />
  );
}
