import type { ActivationRange } from "#protocol/messages.ts";
import type { Failure } from "../failure.ts";
import { isAbort, toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { newestRequest } from "../tasks/newest-request.ts";

export interface RangesSlice {
  /**
   * What the calibration of the recipe gives each activation, from the values collected by an earlier run. Null
   * while the pictures of this recipe have not been run. An older answer stays until the newer one is there.
   */
  activationRanges: ActivationRange[] | null;
  rangesFailure: Failure | null;
  /** Asks for the ranges of the recipe as it is now. */
  refreshRanges: () => void;
}

export const createRangesSlice =
  ({ session }: LabServices): SliceCreator<RangesSlice> =>
  (set, get) => ({
    activationRanges: null,
    rangesFailure: null,
    refreshRanges: newestRequest(async () => {
      const { recipe } = get();
      if (!recipe) return;
      const isCurrent = () => get().recipe === recipe;
      try {
        const activationRanges = await session.call("activation.ranges", { recipe });
        if (isCurrent()) set({ activationRanges, rangesFailure: null });
      } catch (error) {
        if (isCurrent() && !isAbort(error)) set({ activationRanges: null, rangesFailure: toFailure(error) });
      }
    }),
  });
