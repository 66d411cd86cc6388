import type { LabPort, SliceCreator } from "./lab-state.ts";

export interface SilenceSlice {
  /** How long the worker has not answered what it was asked; null while it answers. */
  silentMs: number | null;
  /** The reader waits on: silence is told again only from here. */
  silenceToldFromMs: number;
  /** Waits on without a word until the silence is twice as long. */
  waitOn: () => void;
  /**
   * Ends the worker and whatever it was at, which counts as cancelled: a run, or the loading of a model or images. What
   * was loaded is loaded again with the next request; recipe and results stay.
   */
  endSilentWorker: () => void;
}

export const createSilenceSlice =
  (client: Pick<LabPort, "onSilence" | "endWorker">): SliceCreator<SilenceSlice> =>
  (set, get) => {
    client.onSilence = (silentMs) =>
      set(silentMs === null ? { silentMs, silenceToldFromMs: 0 } : { silentMs });
    return {
      silentMs: null,
      silenceToldFromMs: 0,
      waitOn: () => set({ silenceToldFromMs: 2 * (get().silentMs ?? 0) }),
      endSilentWorker: () => {
        get().cancelLoading();
        client.endWorker();
      },
    };
  };
