import type { Case } from "#diagnosis/case.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import type { DiagnosisFacts } from "#diagnosis/facts.ts";
import type { Finding } from "#experiment/report.ts";
import type { LabState, SliceCreator } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";
import { isOfLoaded } from "../workspace/of-loaded.ts";
import { isSweepOf } from "./sweep-slice.ts";

export interface DiagnosisSlice {
  /** What the worker found out about a finished run; null until it has looked at one. */
  checkedRun: { record: RunRecord; facts: DiagnosisFacts } | null;
  /** Looks at the latest run, if its model and images are loaded, in place of one that was being looked at. */
  checkRun: () => Promise<void>;
}

export const createDiagnosisSlice: SliceCreator<DiagnosisSlice> = (set, get) => ({
  checkedRun: null,

  checkRun: async () => {
    void get().cancelTask("check");
    const { latest: record } = get();
    if (!record || record.quantizedAlready || !isOfLoaded(record, get())) return;
    await get().startTask("check", {
      kind: "diagnosis.check",
      payload: { recipe: record.result.recipe },
      progress: { done: 0, total: 0 },
      onProgress: (reports) => reports[reports.length - 1],
      onResult: (facts) => set({ checkedRun: { record, facts } }),
    });
  },
});

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
