import type { DatasetSummary, Messages } from "#protocol/messages.ts";
import { keptId } from "../kept/kept-store.ts";
import type { LabServices, LabState, SliceCreator } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";
import { isOfLoadedData } from "./of-loaded.ts";

/** Naming the classes of images that came without names. */
export interface ClassNamesSlice {
  /** Names by class index, from a list or a file; null takes them away again. Images with names of their own keep them. */
  nameClasses: (by: Messages["data.name-classes"]["in"]["by"]) => Promise<void>;
}

/** Whether the reader may name the classes: nothing in the set did. */
export const canNameClasses = ({ classes, classesGiven }: DatasetSummary): boolean =>
  classes.length === 0 || classesGiven === true;

export const createClassNamesSlice =
  ({ session, keptStore }: LabServices): SliceCreator<ClassNamesSlice> =>
  (set, get) => {
    /** The results of these images, shown under other names. */
    const renamed = (data: DatasetSummary): Partial<LabState> => {
      const { classes } = data;
      const under = (record: RunRecord | null) =>
        record && isOfLoadedData(record, { data }) ? { ...record, classes } : record;
      const { latest, previous, baseline } = get();
      return { latest: under(latest), previous: under(previous), baseline: under(baseline) };
    };

    const keepNames = (source: DatasetSummary["source"], classNames: string[]) => {
      const item = get().kept.find(({ id }) => id === keptId("data", source));
      if (!item) return;
      const named = { ...item, classNames };
      set(({ kept }) => ({ kept: kept.map((each) => (each.id === item.id ? named : each)) }));
      // Without storage names are chosen again at the next visit, as the images are.
      keptStore.update(named).catch(() => {});
    };

    return {
      nameClasses: async (by) => {
        const { data } = get();
        if (!data || !canNameClasses(data)) return;
        try {
          const classes = await session.call("data.name-classes", { by });
          if (get().data !== data) return;
          const named = { ...data, classes, classesGiven: true };
          set({ data: named, ...renamed(named), workspaceFailure: null });
          const classNames = classes.map(({ name }) => name);
          session.amend("data.load", { classNames });
          keepNames(data.source, classNames);
        } catch (error) {
          // The picker would cover what is said.
          get().openPicker(null);
          get().refuse("data", by instanceof File ? by.name : data.name, error);
        }
      },
    };
  };
