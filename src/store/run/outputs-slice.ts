import type { OutputPictures } from "#protocol/messages.ts";
import type { Failure } from "../failure.ts";
import { isAbort, toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { newestRequest } from "../tasks/newest-request.ts";
import { isOfLoaded } from "../workspace/of-loaded.ts";

export interface OutputChoice {
  /** Into the evaluation split. */
  index: number;
  output: string;
}

export interface OutputsSlice {
  /** Which output of which picture is looked at; null until one is chosen. */
  outputChoice: OutputChoice | null;
  /** Of an earlier choice until the newest has arrived; null where the output is no picture. */
  outputPictures: { of: OutputChoice; pictures: OutputPictures | null } | null;
  outputFailure: Failure | null;
  chooseOutput: (choice: OutputChoice) => void;
  /** Asks again for the chosen output: another run has finished. */
  refreshOutput: () => void;
}

export const createOutputsSlice =
  ({ session }: LabServices): SliceCreator<OutputsSlice> =>
  (set, get) => {
    const refreshOutput = newestRequest(async () => {
      const { outputChoice: of, latest } = get();
      if (of === null || !latest || !isOfLoaded(latest, get())) return;
      const isCurrent = () => get().outputChoice === of && get().latest === latest;
      try {
        const pictures = await session.call("outputs.pictures", { recipe: latest.result.recipe, ...of });
        if (isCurrent()) set({ outputPictures: { of, pictures }, outputFailure: null });
      } catch (error) {
        if (isCurrent() && !isAbort(error)) set({ outputPictures: null, outputFailure: toFailure(error) });
      }
    });

    return {
      outputChoice: null,
      outputPictures: null,
      outputFailure: null,
      chooseOutput: (outputChoice) => {
        set({ outputChoice });
        refreshOutput();
      },
      refreshOutput,
    };
  };
