import type { PicturesOut } from "#protocol/messages.ts";
import { drawIndices } from "#statistics/sampling.ts";
import { isAbort } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { newestRequest } from "../tasks/newest-request.ts";

export interface Picture {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Calibration pictures shown beside the distortion options. */
export const PREVIEW_COUNT = 5;

export interface PicturesSlice {
  /** Evaluation pictures fetched so far, by index; null where the worker could not give one. */
  pictures: Record<number, Picture | null>;
  requestPictures: (indices: number[]) => Promise<void>;
  /** The first pictures that the recipe's seed draws for calibration, distorted as the recipe says. */
  calibrationPreview: Picture[];
  refreshCalibrationPreview: () => void;
  /** The first evaluation pictures as the recipe's preprocessing hands them to the network; null until asked for. */
  networkPreview: Picture[] | null;
  refreshNetworkPreview: () => void;
}

export const createPicturesSlice =
  ({ session }: LabServices): SliceCreator<PicturesSlice> =>
  (set, get) => {
    const underWay = new Set<number>();
    return {
      pictures: {},
      requestPictures: async (wanted) => {
        const indices = wanted.filter((index) => !(index in get().pictures) && !underWay.has(index));
        if (indices.length === 0) return;
        for (const index of indices) underWay.add(index);
        const { data } = get();
        try {
          const out = split(await session.call("pictures", { split: "evaluation", indices }));
          const fetched = Object.fromEntries(indices.map((index, i) => [index, out[i]]));
          if (get().data === data) set((state) => ({ pictures: { ...state.pictures, ...fetched } }));
        } catch (error) {
          if (isAbort(error)) return;
          const missing = Object.fromEntries(indices.map((index) => [index, null]));
          set((state) => ({ pictures: { ...state.pictures, ...missing } }));
        } finally {
          for (const index of indices) underWay.delete(index);
        }
      },

      calibrationPreview: [],
      refreshCalibrationPreview: newestRequest(async () => {
        const { recipe, data } = get();
        if (!recipe || !data) return;
        const { count, seed, distort } = recipe.calibration;
        const indices = [...drawIndices(data.calibrationCount, Math.min(count, PREVIEW_COUNT), seed)];
        try {
          const out = await session.call("pictures", { split: "calibration", indices, distort, seed });
          set({ calibrationPreview: split(out) });
        } catch {
          // A run says why pictures cannot be read; the strip is only an illustration.
          set({ calibrationPreview: [] });
        }
      }),

      networkPreview: null,
      refreshNetworkPreview: newestRequest(async () => {
        const { recipe, data } = get();
        if (!recipe || !data) return;
        const { preprocess, evaluation } = recipe;
        const count = Math.min(evaluation.count, data.evaluationCount, PREVIEW_COUNT);
        const indices = [...drawIndices(data.evaluationCount, count, evaluation.seed)];
        try {
          const out = await session.call("preprocess.preview", { preprocess, split: "evaluation", indices });
          set({ networkPreview: split(out) });
        } catch {
          set({ networkPreview: [] });
        }
      }),
    };
  };

/** One picture each, in the order asked for. */
function split({ width, height, rgba }: PicturesOut): Picture[] {
  const stride = width * height * 4;
  return Array.from({ length: rgba.length / stride }, (_, i) => ({
    width,
    height,
    rgba: new Uint8ClampedArray(rgba.subarray(i * stride, (i + 1) * stride)),
  }));
}
