import { useLab } from "#store/lab-context.ts";
import { useDiagnosis } from "#store/tasks/use-diagnosis.ts";
import { formatCounted } from "#words/format.ts";
import classes from "./DiagnosisLine.module.css";

/** How many symptoms the latest run has, with the way to them; keeps its height while there is nothing to say. */
export function DiagnosisLine() {
  const { isDone, checking, showTab } = useLab((state) => ({
    isDone: state.tasks.run.status !== "running" && state.latest !== null && !state.latest.quantizedAlready,
    checking: state.tasks.check.progress !== null,
    showTab: state.showTab,
  }));
  const { findings, isComplete } = useDiagnosis();
  if (!isDone) return <p className={classes.line} />;
  if (checking && !isComplete) return <p className={classes.line}>Diagnosis: looking at the run…</p>;
  const found = findings.filter(({ state }) => state === "found");
  const first = found.at(0);
  return (
    <p className={classes.line}>
      <button type="button" className={classes.link} onClick={() => showTab("diagnosis")}>
        {`Diagnosis: ${count(found.length)}`}
      </button>
      {first && ` · ${first.symptom}${found.length > 1 ? ` and ${found.length - 1} more` : ""}`}
    </p>
  );
}

function count(findings: number): string {
  if (findings === 0) return "nothing found";
  return formatCounted(findings, "finding");
}
