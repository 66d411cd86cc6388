import { isAbort } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";

export interface Picture {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface PicturesSlice {
  /** Evaluation pictures fetched so far, by index; null where the worker could not give one. */
  pictures: Record<number, Picture | null>;
  requestPictures: (indices: number[]) => Promise<void>;
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
          const out = await session.call("pictures", { split: "evaluation", indices });
          const stride = out.width * out.height * 4;
          const fetched = indices.map((index, i): [number, Picture] => [
            index,
            {
              width: out.width,
              height: out.height,
              rgba: new Uint8ClampedArray(out.rgba.subarray(i * stride, (i + 1) * stride)),
            },
          ]);
          if (get().data === data)
            set((state) => ({ pictures: { ...state.pictures, ...Object.fromEntries(fetched) } }));
        } catch (error) {
          if (isAbort(error)) return;
          const missing = Object.fromEntries(indices.map((index) => [index, null]));
          set((state) => ({ pictures: { ...state.pictures, ...missing } }));
        } finally {
          for (const index of indices) underWay.delete(index);
        }
      },
    };
  };
