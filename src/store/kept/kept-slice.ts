import { LabError } from "#failures/lab-error.ts";
import { ALL_FINITE } from "#numerics/errors/output-errors.ts";
import type { Location } from "#protocol/messages.ts";
import type { Failure } from "../failure.ts";
import { toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";
import type { KeptItem, KeptRun } from "./kept-store.ts";
import { RUN_VERSION } from "./kept-store.ts";

/** Runs that come back at the next visit. */
const KEPT_RUNS = 20;

export interface KeptSlice {
  /** Models and image sets kept on this device, the newest first. */
  kept: KeptItem[];
  /** What was removed last and can still be brought back. */
  lastRemoved: KeptItem | null;
  /** Why something could not be kept; said once, for nothing but the keeping fails. */
  keptFailure: Failure | null;
  /** Reads what earlier visits kept; resolves in any case, with the runs. */
  loadKept: () => Promise<KeptRun[]>;
  keep: (item: Omit<KeptItem, "keptAt" | "removed">, location: Location) => Promise<void>;
  keepRun: (record: RunRecord) => Promise<void>;
  removeKept: (id: string) => Promise<void>;
  undoRemove: () => Promise<void>;
  dismissKeptFailure: () => void;
}

function storageError(cause: unknown, details: { name: string; sizeBytes: number }): LabError {
  const isFull = cause instanceof DOMException && cause.name === "QuotaExceededError";
  return isFull
    ? new LabError("storage.full", details, { cause })
    : new LabError("storage.unavailable", {}, { cause });
}

/** Runs of earlier pages were kept without the number of items of an output, and of those that are not finite. */
function withItemCounts({ record, ...run }: KeptRun): KeptRun {
  const outputs = (record.result.outputs ?? []).map((output) => ({
    ...{ items: Number.NaN, notFinite: ALL_FINITE },
    ...output,
  }));
  return { ...run, record: { ...record, result: { ...record.result, outputs } } };
}

export const createKeptSlice =
  ({ keptStore }: LabServices): SliceCreator<KeptSlice> =>
  (set, get) => {
    let refused = false;

    /** Goes on without storage where it is refused, and says so the first time. */
    const attempt = async <Result>(
      act: () => Promise<Result>,
      about = { name: "", sizeBytes: 0 },
    ): Promise<Result | undefined> => {
      try {
        return await act();
      } catch (cause) {
        const error = storageError(cause, about);
        if (error.code === "storage.full" || !refused) set({ keptFailure: toFailure(error) });
        refused ||= error.code === "storage.unavailable";
      }
    };

    const listed = (items: KeptItem[]) =>
      items.filter(({ removed }) => !removed).toSorted((a, b) => b.keptAt - a.keptAt);

    return {
      kept: [],
      lastRemoved: null,
      keptFailure: null,

      loadKept: async () => {
        const items = (await attempt(() => keptStore.items())) ?? [];
        set({ kept: listed(items) });
        for (const { id, removed } of items) if (removed) await attempt(() => keptStore.remove(id));
        const runs = (await attempt(() => keptStore.runs())) ?? [];
        return runs.filter(({ version }) => version === RUN_VERSION).map(withItemCounts);
      },

      keep: async (described, location) => {
        const classNames = get().kept.find(({ id }) => id === described.id)?.classNames;
        const item: KeptItem = { classNames, ...described, keptAt: Date.now(), removed: false };
        const put = () => keptStore.put(item, { id: item.id, location }).then(() => true);
        if (!(await attempt(put, item))) return;
        set(({ kept, lastRemoved }) => ({
          kept: listed([item, ...kept.filter(({ id }) => id !== item.id)]),
          lastRemoved: lastRemoved?.id === item.id ? null : lastRemoved,
        }));
      },

      keepRun: async (record) => {
        await attempt(() =>
          keptStore.addRun({ version: RUN_VERSION, finishedAt: Date.now(), record }, KEPT_RUNS),
        );
      },

      removeKept: async (id) => {
        const { kept, lastRemoved } = get();
        const item = kept.find((each) => each.id === id);
        if (!item) return;
        set({ kept: kept.filter((each) => each !== item), lastRemoved: item });
        // Only one removal can be undone: the one before is final now.
        if (lastRemoved && lastRemoved.id !== id) await attempt(() => keptStore.remove(lastRemoved.id));
        await attempt(() => keptStore.update({ ...item, removed: true }));
      },

      undoRemove: async () => {
        const { lastRemoved: item, kept } = get();
        if (!item) return;
        set({ kept: listed([item, ...kept]), lastRemoved: null });
        await attempt(() => keptStore.update(item));
      },

      dismissKeptFailure: () => set({ keptFailure: null }),
    };
  };
