import { nanoid } from "nanoid";
import { runCounts } from "#experiment/run-counts.ts";
import { LabError } from "#failures/lab-error.ts";
import { scenarioOf } from "#lessons/scenarios.ts";
import { type LogEntry, readLogFile } from "#share/log-file.ts";
import type { Failure } from "../failure.ts";
import { toFailure } from "../failure.ts";
import type { LabServices, LabState, SliceCreator } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";

/** Runs that the log holds; the oldest that are not pinned go first. */
const LOG_LIMIT = 1000;

/** What the reader may write to a run of the log. */
export type LogWords = Partial<Pick<LogEntry, "name" | "note" | "pinned">>;

export interface LogSlice {
  /** Every run of this and earlier visits, the newest first. */
  log: LogEntry[];
  /** Those to be held beside each other, in the order chosen. */
  comparedRuns: string[];
  /** What was deleted and can still be brought back, until the page is closed; the last deletion at the end. */
  deletedRuns: LogEntry[][];
  logFailure: Failure | null;
  /** False where the browser has refused to keep the log: it is in the page only. */
  isLogKept: boolean;
  /** Reads what is kept, of other tabs too. */
  loadLog: () => Promise<void>;
  /** `origin`: what made it, where it was not the reader alone. */
  logRun: (record: RunRecord, origin?: string) => Promise<void>;
  editRun: (id: string, words: LogWords) => Promise<void>;
  deleteRuns: (ids: readonly string[]) => Promise<void>;
  undoDeleteRuns: () => Promise<void>;
  compareRun: (id: string, compared: boolean) => void;
  compareNone: () => void;
  /** Adds the runs of an exported log that are not there yet; resolves with how many, null if it cannot be read. */
  importLog: (file: Blob) => Promise<number | null>;
  dismissLogFailure: () => void;
}

/** A finished run as the log has it. */
export function logEntry(
  { result, modelName }: RunRecord,
  id: string,
  finishedAt: number,
  origin?: string,
): LogEntry {
  return {
    ...{ id, finishedAt, name: "", note: "", pinned: false },
    ...(origin !== undefined && { origin }),
    ...runCounts(result, modelName),
  };
}

const newestFirst = (runs: LogEntry[]): LogEntry[] => runs.toSorted((a, b) => b.finishedAt - a.finishedAt);

/** What a run is while an experiment that was broken on purpose is open. */
const repairOrigin = ({ scenario }: LabState): string | undefined =>
  scenario ? `Repair: ${scenarioOf(scenario.id).title}` : undefined;

/** The oldest beyond the limit, but for those that are pinned. */
function surplus(runs: LogEntry[]): string[] {
  const loose = runs.filter(({ pinned }) => !pinned);
  const room = Math.max(0, LOG_LIMIT - (runs.length - loose.length));
  return loose.slice(room).map(({ id }) => id);
}

export const createLogSlice =
  ({ keptStore }: LabServices): SliceCreator<LogSlice> =>
  (set, get) => {
    /** The log goes on in the page where nothing can be kept, and says so the first time. */
    const keep = async (act: () => Promise<void>) => {
      try {
        await act();
      } catch (cause) {
        const { isLogKept, keptFailure } = get();
        const failure = toFailure(new LabError("storage.unavailable", {}, { cause }));
        set({ isLogKept: false, keptFailure: isLogKept ? (keptFailure ?? failure) : keptFailure });
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
      deletedRuns: [],
      logFailure: null,
      isLogKept: true,

      loadLog: async () => {
        // What could not be kept is in the page only, and stays there.
        if (!get().isLogKept) return;
        await keep(async () => {
          set({ log: newestFirst(await keptStore.log()) });
        });
      },

      logRun: (record, origin = repairOrigin(get())) => add([logEntry(record, nanoid(), Date.now(), origin)]),

      editRun: async (id, words) => {
        const entry = get().log.find((each) => each.id === id);
        if (!entry) return;
        const edited = { ...entry, ...words };
        set(({ log }) => ({ log: log.map((each) => (each === entry ? edited : each)) }));
        await keep(() => keptStore.putLog([edited]));
      },

      deleteRuns: async (ids) => {
        const gone = get().log.filter(({ id }) => ids.includes(id));
        if (gone.length === 0) return;
        set(({ log, comparedRuns, deletedRuns }) => ({
          log: log.filter((each) => !gone.includes(each)),
          comparedRuns: comparedRuns.filter((id) => !ids.includes(id)),
          deletedRuns: [...deletedRuns, gone],
        }));
        await keep(() => keptStore.removeLog(ids));
      },

      undoDeleteRuns: async () => {
        const { deletedRuns } = get();
        set({ deletedRuns: deletedRuns.slice(0, -1) });
        await add(deletedRuns.at(-1) ?? []);
      },

      compareRun: (id, compared) =>
        set(({ comparedRuns }) => ({
          comparedRuns: compared ? [...comparedRuns, id] : comparedRuns.filter((each) => each !== id),
        })),

      compareNone: () => set({ comparedRuns: [] }),

      importLog: async (file) => {
        set({ logFailure: null });
        try {
          const read = await readLogFile(file);
          const known = new Set(get().log.map(({ id }) => id));
          const runs = read.filter(({ id }) => !known.has(id));
          await add(runs);
          return runs.length;
        } catch (error) {
          set({ logFailure: toFailure(error) });
          return null;
        }
      },

      dismissLogFailure: () => set({ logFailure: null }),
    };
  };
