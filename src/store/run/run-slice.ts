import type { Backend } from "#experiment/backends.ts";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Answers, PairResult, RunResult } from "#experiment/result.ts";
import type { DatasetSummary, LayerInfo, ModelSummary } from "#protocol/messages.ts";
import type { LabState, SliceCreator } from "../lab-state.ts";
import { busyWith } from "../tasks/tasks-slice.ts";
import type { LiveRun } from "./run-progress.ts";
import { advanced, idleRun } from "./run-progress.ts";

/** At most this often do progress messages reach the page. */
const PROGRESS_INTERVAL_MS = 125;

/** A finished run, kept to compare later ones with. */
export interface RunRecord {
  /** Counts the finished runs, from 1; goes on from the last run of an earlier visit. */
  number: number;
  fromEarlierVisit: boolean;
  modelName: string;
  /** Of the model and images that were loaded then. */
  layerKinds: Record<string, LayerInfo["kind"]>;
  classes: DatasetSummary["classes"];
  task: ModelSummary["task"];
  /** The model came quantized and was only evaluated. */
  quantizedAlready: ModelSummary["quantizedAlready"];
  /** Of the recipe: A. */
  result: RunResult;
  /** Of the second setting, measured in the same run; absent where there was none, or it failed. */
  b?: RunResult;
  /** Absent where the model is no classifier, and in runs kept by an earlier version. */
  answers?: Answers;
}

export interface RunSlice {
  backend: Backend;
  live: LiveRun;
  /** The last run that finished; a cancelled or failed run leaves it in place. */
  latest: RunRecord | null;
  previous: RunRecord | null;
  /** What every run is compared with besides the previous one: the first, until another is chosen. */
  baseline: RunRecord | null;
  setBackend: (backend: Backend) => void;
  /** `origin` is what made the run, for the log, where it was not the reader's own recipe. */
  run: (origin?: string) => Promise<void>;
  setBaseline: (record: RunRecord) => void;
}

/** The bundled model that is loaded, also where it was opened as a file; undefined where it is none of these. */
export const catalogueEntryOf = ({ models, model }: Pick<LabState, "models" | "model">) =>
  models.find(({ id, sha256 }) =>
    model?.source.kind === "bundled" ? model.source.id === id : sha256 !== "" && model?.sha256 === sha256,
  );

function knownAccuracy(state: Pick<LabState, "models" | "model">): KnownAccuracy | undefined {
  const entry = catalogueEntryOf(state);
  return entry && { top1: entry.top1, dataset: entry.dataset, preprocess: entry.preprocess };
}

export const createRunSlice: SliceCreator<RunSlice> = (set, get) => {
  const finish = ({ a: result, b, answers }: PairResult) =>
    set(({ latest, baseline, modelName, model, data }) => {
      const record: RunRecord = {
        number: (latest?.number ?? 0) + 1,
        fromEarlierVisit: false,
        modelName,
        layerKinds: Object.fromEntries(model?.layers.map(({ name, kind }) => [name, kind]) ?? []),
        classes: data?.classes ?? [],
        task: model?.task ?? "classification",
        quantizedAlready: model?.quantizedAlready ?? null,
        result,
        ...(b && { b }),
        ...(answers && { answers }),
      };
      return {
        latest: record,
        previous: latest,
        baseline: baseline ?? record,
      };
    });

  return {
    backend: "wasm",
    live: idleRun,
    latest: null,
    previous: null,
    baseline: null,

    setBackend: (backend) => set({ backend }),

    run: async (origin) => {
      const { recipe, backend, model, latest: before } = get();
      // What is made to show one thing is about one setting, and a model that came quantized leaves nothing to set.
      const b = origin === undefined && !model?.quantizedAlready ? get().b : null;
      if (!recipe || busyWith(get())) return;
      set({ live: { ...idleRun, recipe, b }, workspaceFailure: null });
      await get().startTask("run", {
        kind: "experiment.run",
        payload: { recipe, ...(b && { b }), backend, known: knownAccuracy(get()) },
        progress: null,
        intervalMs: PROGRESS_INTERVAL_MS,
        onProgress: (events, arrivals) => {
          set(({ live }) => ({
            live: events.reduce((state, event, i) => advanced(state, event, arrivals[i]), live),
          }));
          return null;
        },
        onResult: finish,
      });
      // What cannot be kept takes nothing from a run that has finished.
      const { latest } = get();
      if (!latest || latest === before) return;
      void get().keepRun(latest);
      void get().logRun(latest, origin);
      if (latest.b) void get().logRun({ ...latest, result: latest.b }, `B of run ${latest.number}`);
      void get().checkRun();
    },

    setBaseline: (baseline) => set({ baseline }),
  };
};
