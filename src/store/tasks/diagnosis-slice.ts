import type { DiagnosisFacts } from "#diagnosis/facts.ts";
import type { DiagnosisCheck } from "#protocol/diagnosis.ts";
import type { Failure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";
import { isOfLoaded } from "../workspace/of-loaded.ts";
import { longCall } from "./long-call.ts";

export interface DiagnosisSlice {
  /** What the worker found out about a finished run; null until it has looked at one. */
  checkedRun: { record: RunRecord; facts: DiagnosisFacts } | null;
  /** Null while no run is being looked at. */
  checkProgress: DiagnosisCheck["progress"] | null;
  checkFailure: Failure | null;
  /** Looks at the latest run, if its model and images are loaded, in place of one that was being looked at. */
  checkRun: () => Promise<void>;
  /**
   * Another run takes its place. Resolves once the worker is free of the check, or was started afresh because it did
   * not hear of it: what is asked for before that could be lost with it. Null where nothing was under way.
   */
  cancelCheck: () => Promise<void> | null;
}

export const createDiagnosisSlice =
  (services: LabServices): SliceCreator<DiagnosisSlice> =>
  (set, get, api) => {
    let controller: AbortController | null = null;
    let ending: Promise<void> | null = null;

    return {
      checkedRun: null,
      checkProgress: null,
      checkFailure: null,

      checkRun: async () => {
        void get().cancelCheck();
        const { latest: record } = get();
        if (!record || record.quantizedAlready || !isOfLoaded(record, get())) return;
        const own = new AbortController();
        controller = own;
        set({ checkProgress: { done: 0, total: 0 }, checkFailure: null });
        const call = longCall(services, api, own, {
          kind: "diagnosis.check",
          payload: { recipe: record.result.recipe },
          onProgress: (reports) => set({ checkProgress: reports[reports.length - 1] }),
          onResult: (facts) => set({ checkedRun: { record, facts } }),
          onFailure: (checkFailure) => set({ checkFailure }),
        });
        ending = call;
        await call;
        if (ending === call) ending = null;
        // A newer check has taken over.
        if (controller !== own) return;
        controller = null;
        set({ checkProgress: null });
      },

      cancelCheck: () => {
        controller?.abort();
        controller = null;
        set({ checkProgress: null });
        return ending;
      },
    };
  };
