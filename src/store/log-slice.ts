import { LabError } from "#core/lab-error.ts";
import { pairedOutcome } from "#core/paired-outcomes.ts";
import type { RunResult } from "#protocol/messages.ts";
import { type LogEntry, type LogVariant, parseLogFile } from "#share/log-file.ts";
import type { Failure } from "./failure.ts";
import { toFailure } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";
import type { RunRecord } from "./run-slice.ts";

/** Runs that the log holds; the oldest that are not pinned go first. */
const LOG_LIMIT = 1000;

/** What the reader may write to a run of the log. */
export type LogWords = Partial<Pick<LogEntry, "name" | "note" | "pinned">>;

export interface LogSlice {
  /** Every run of this and earlier visits, the newest first. */
  log: LogEntry[];
  /** Those to be held beside each other, in the order chosen. */
  comparedRuns: string[];
  /** What was deleted last and can still be brought back. */
  lastDeletedRuns: LogEntry[];
  logFailure: Failure | null;
  loadLog: () => Promise<void>;
  logRun: (record: RunRecord) => Promise<void>;
  editRun: (id: string, words: LogWords) => Promise<void>;
  deleteRuns: (ids: readonly string[]) => Promise<void>;
  undoDeleteRuns: () => Promise<void>;
  compareRun: (id: string, compared: boolean) => void;
  compareNone: () => void;
  /** Adds the runs of an exported log that are not there yet; resolves with how many. */
  importLog: (file: Blob) => Promise<number>;
  dismissLogFailure: () => void;
}

const variantOf = (
  { top1, sizeBytes, weightBytes, latencyMs }: RunResult["fp32"],
  { backend, threads }: RunResult["environment"]["fp32"],
): LogVariant => ({
  top1,
  sizeBytes,
  weightBytes,
  latencyMs: latencyMs && { median: latencyMs.median, p10: latencyMs.p10, p90: latencyMs.p90 },
  backend,
  threads,
});

function discordantOf({ flips, fp32 }: RunResult): LogEntry["discordant"] {
  const { lost, gained } = pairedOutcome(flips, fp32.top1);
  return { lost, gained };
}

/** A finished run as the log has it. */
export function logEntry({ result, modelName }: RunRecord, id: string, finishedAt: number): LogEntry {
  const { recipe, fp32, quantized, environment, agreement, outputs } = result;
  const noisy = outputs.map(({ sqnrDb }) => sqnrDb).filter(Number.isFinite);
  return {
    id,
    finishedAt,
    name: "",
    note: "",
    pinned: false,
    modelName,
    recipe,
    fp32: variantOf(fp32, environment.fp32),
    quantized: variantOf(quantized, environment.quantized),
    agreement,
    discordant: fp32.top1.total > 0 ? discordantOf(result) : null,
    outputSqnrDb: noisy.length > 0 ? Math.min(...noisy) : null,
    lab: environment.lab,
    runtime: environment.runtime,
  };
}

const newestFirst = (runs: LogEntry[]): LogEntry[] => runs.toSorted((a, b) => b.finishedAt - a.finishedAt);

/** The oldest beyond the limit, but for those that are pinned. */
function surplus(runs: LogEntry[]): string[] {
  const loose = runs.filter(({ pinned }) => !pinned);
  const room = Math.max(0, LOG_LIMIT - (runs.length - loose.length));
  return loose.slice(room).map(({ id }) => id);
}

export const createLogSlice =
  ({ keptStore }: LabServices): SliceCreator<LogSlice> =>
  (set, get) => {
    let isRefused = false;

    /** The log goes on in the page where nothing can be kept, and says so the first time. */
    const keep = async (act: () => Promise<void>) => {
      try {
        await act();
      } catch (cause) {
        if (!isRefused && !get().keptFailure)
          set({ keptFailure: toFailure(new LabError("storage.unavailable", {}, { cause })) });
        isRefused = true;
      }
    };

    const add = async (runs: LogEntry[]) => {
      const all = newestFirst([...runs, ...get().log]);
      const dropped = surplus(all);
      set({ log: all.filter(({ id }) => !dropped.includes(id)) });
      await keep(async () => {
        await keptStore.putLog(runs);
        await keptStore.removeLog(dropped);
      });
    };

    return {
      log: [],
      comparedRuns: [],
      lastDeletedRuns: [],
      logFailure: null,

      loadLog: () =>
        keep(async () => {
          set({ log: newestFirst(await keptStore.log()) });
        }),

      logRun: (record) => add([logEntry(record, crypto.randomUUID(), Date.now())]),

      editRun: async (id, words) => {
        const entry = get().log.find((each) => each.id === id);
        if (!entry) return;
        const edited = { ...entry, ...words };
        set(({ log }) => ({ log: log.map((each) => (each === entry ? edited : each)) }));
        await keep(() => keptStore.putLog([edited]));
      },

      deleteRuns: async (ids) => {
        const gone = get().log.filter(({ id }) => ids.includes(id));
        set(({ log, comparedRuns }) => ({
          log: log.filter((each) => !gone.includes(each)),
          comparedRuns: comparedRuns.filter((id) => !ids.includes(id)),
          lastDeletedRuns: gone,
        }));
        await keep(() => keptStore.removeLog(ids));
      },

      undoDeleteRuns: async () => {
        const { lastDeletedRuns } = get();
        set({ lastDeletedRuns: [] });
        await add(lastDeletedRuns);
      },

      compareRun: (id, compared) =>
        set(({ comparedRuns }) => ({
          comparedRuns: compared ? [...comparedRuns, id] : comparedRuns.filter((each) => each !== id),
        })),

      compareNone: () => set({ comparedRuns: [] }),

      importLog: async (file) => {
        set({ logFailure: null });
        try {
          const known = new Set(get().log.map(({ id }) => id));
          const runs = parseLogFile(await file.text()).filter(({ id }) => !known.has(id));
          await add(runs);
          return runs.length;
        } catch (error) {
          set({ logFailure: toFailure(error) });
          return 0;
        }
      },

      dismissLogFailure: () => set({ logFailure: null }),
    };
  };
