import { useMemo } from "react";
import { type ChecklistItem, checklist } from "#diagnosis/checklist.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import type { Finding } from "#experiment/report.ts";
import { useLab } from "../lab-context.ts";
import { caseOf } from "./diagnosis-slice.ts";

export interface Diagnosis {
  /** What was found first; empty without a run that can be judged. */
  findings: Finding[];
  items: ChecklistItem[];
  /** The worker has looked at this run: no check is open for want of that. */
  isComplete: boolean;
}

/** What the checks say of the latest run, as far as it has been looked at. */
export function useDiagnosis(): Diagnosis {
  const state = useLab(({ latest, previous, baseline, log, checkedRun, sweeps }) => ({
    latest,
    previous,
    baseline,
    log,
    checkedRun,
    sweeps,
  }));
  return useMemo(() => {
    const judged = caseOf(state);
    if (!judged) return { findings: [], items: [], isComplete: false };
    const findings = diagnose(judged);
    return { findings, items: checklist(judged, findings), isComplete: judged.facts !== null };
  }, [state]);
}
