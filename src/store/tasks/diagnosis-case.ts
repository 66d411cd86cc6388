import type { Case } from "#diagnosis/case.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import type { Finding } from "#experiment/report.ts";
import type { LabState } from "../lab-state.ts";
import { isSweepOf } from "./sweep-record.ts";

export type Diagnosed = Pick<LabState, "latest" | "previous" | "baseline" | "log" | "checkedRun" | "sweeps">;

/** All that is known of the latest run; null where there is none, or where the model came quantized: nothing was done to it. */
export function caseOf({ latest, previous, baseline, log, checkedRun, sweeps }: Diagnosed): Case | null {
  if (!latest || latest.quantizedAlready) return null;
  const { result } = latest;
  const sweep = sweeps.find((record) => isSweepOf(record, result.recipe, "only") && record.finished);
  return {
    run: result,
    facts: checkedRun?.record === latest ? checkedRun.facts : null,
    classNames: latest.classes.map(({ name }) => name),
    others: [previous, baseline].flatMap((record) => (record && record !== latest ? [record.result] : [])),
    logged: log,
    sweep: sweep?.finished ? { pictures: sweep.finished.pictures, rows: sweep.rows } : null,
  };
}

/** The findings as far as they are known. */
export function findingsOf(state: Diagnosed): Finding[] {
  const judged = caseOf(state);
  return judged ? diagnose(judged) : [];
}
